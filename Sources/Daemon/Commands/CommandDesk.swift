import Delivery
import Foundation
import Intake
import RouterCore
import Synchronization

/// Does what the command line asks of the running daemon, and answers in JSON.
final class CommandDesk: Sendable {
    private let feed: OutcomeFeed
    private let reloader = Mutex<Reloader?>(nil)

    init(feed: OutcomeFeed) {
        self.feed = feed
    }

    /// Takes commands from now on: the desk is made before what it commands.
    func open(_ reloader: Reloader) {
        self.reloader.withLock { $0 = reloader }
    }

    func perform(_ action: AdminAction, _ body: [UInt8]) async -> IntakeResponse {
        guard let reloader = reloader.withLock({ $0 }) else {
            return CommandProblem(503, "not-ready", "The daemon is still starting.").response
        }
        switch action {
        case .reload: return await reload(reloader)
        case .forget: return await forget(body, reloader)
        case .replay: return await replay(body, reloader)
        case .tail: return tail(body, reloader)
        }
    }

    private func reload(_ reloader: Reloader) async -> IntakeResponse {
        switch await reloader.reload() {
        case .done(let report): return .json(report)
        case .rejected(let rejection):
            var problem = CommandProblem(422, "configuration-rejected", "The file has mistakes: nothing has changed.")
            problem.mistakes = rejection.mistakes
            return problem.response
        case .failed(let reason): return CommandProblem(503, "reload-failed", reason).response
        }
    }

    private func forget(_ body: [UInt8], _ reloader: Reloader) async -> IntakeResponse {
        guard let request = ForgetRequest(json: body) else {
            return CommandProblem(400, "malformed-command", "The body must be {\"destination\":\"name\"}.").response
        }
        do {
            return .json(ForgetAnswer(files: try await reloader.forget(request.destination)))
        } catch {
            return CommandProblem(409, "not-forgotten", Daemon.describe(error)).response
        }
    }

    private func tail(_ body: [UInt8], _ reloader: Reloader) -> IntakeResponse {
        guard let request = TailRequest(json: body) else {
            return CommandProblem(400, "malformed-command", "The body must be {} or {\"destination\":\"name\"}.")
                .response
        }
        if let name = request.destination, reloader.courier(name) == nil {
            return CommandProblem(404, "no-destination", "'\(name)' is not configured.").response
        }
        guard let watcher = feed.watch(request.destination) else {
            let detail = "\(OutcomeFeed.maxWatchers) watch already, which is the most that may."
            return CommandProblem(503, "too-many-watchers", detail).response
        }
        var response = IntakeResponse(status: 200, contentType: "application/x-ndjson", body: [])
        response.stream = watcher
        return response
    }

    private func replay(_ body: [UInt8], _ reloader: Reloader) async -> IntakeResponse {
        guard let request = ReplayRequest(json: body), request.cancels || request.from < request.to else {
            let detail = "The body must be {\"destination\":\"name\",\"from\":ms,\"to\":ms,\"cancels\":false}."
            return CommandProblem(400, "malformed-command", detail).response
        }
        let days: DaySpan?
        do throws(ReplayDatesFailure) {
            days = try request.days()
        } catch {
            return CommandProblem(400, "malformed-command", "\(error).").response
        }
        guard let courier = reloader.courier(request.destination) else {
            return CommandProblem(404, "no-destination", "'\(request.destination)' is not configured.").response
        }
        do throws(ReplayFailure) {
            if request.cancels {
                return .json(ReplayAnswer(replay: StatusReport.Replay(try await courier.cancelReplay())))
            }
            let (replay, span) = try await courier.startReplay(request.from..<request.to, days: days)
            var answer = ReplayAnswer(replay: StatusReport.Replay(replay))
            answer.reachesBackTo = span.reachesBackTo
            answer.isPartlyGone = span.hasLost && span.reachesBackTo.map { $0 > request.from } ?? true
            return .json(answer)
        } catch {
            return CommandProblem(409, "no-replay", "\(error)").response
        }
    }
}

extension OutcomeWatcher: ResponseStream {}

extension IntakeResponse {
    static func json(_ value: some Encodable, status: Int = 200, type: String = "application/json") -> IntakeResponse {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys]
        let body = (try? encoder.encode(value)).map { [UInt8]($0) } ?? []
        return IntakeResponse(status: status, contentType: type, body: body)
    }
}
