import Backfill
import Daemon
import Foundation
import HTTPTransport
import Intake

/// Posts fetched events to the daemon's own intake, over its Unix socket where it has one, and waits for a daemon that
/// is full or on its way back.
struct IntakeFeed: EventFeed {
    /// How long one event is tried.
    private static let patience = Duration.seconds(600)
    private static let longestWait = Duration.seconds(15)

    private let client: HTTPClient
    private let url: HTTPURL
    private let intake: IntakeSettings
    /// For messages.
    private let place: String

    init(_ configuration: DaemonConfiguration) throws {
        let listeners = configuration.listeners.filter { $0.role.contains(.intake) }
        var settings = HTTPClientConfiguration()
        settings.threadName = "intake"
        settings.usesProxies = false
        for case .unix(let path) in listeners.map(\.address) where settings.unixSocket == nil {
            settings.unixSocket = path
        }
        let base = settings.unixSocket == nil ? listeners.first?.baseURL : "http://localhost"
        guard let base, !base.isEmpty else {
            throw CommandFailure("`listen` names no address to post to", code: CommandFailure.wrongInput)
        }
        do {
            url = try HTTPURL(base + "/events")
        } catch {
            throw CommandFailure(error.reason, code: CommandFailure.wrongInput)
        }
        client = HTTPClient(settings)
        place = settings.unixSocket.map { "unix:\($0)" } ?? base
        intake = configuration.intake
    }

    /// Throws where no daemon answers: somebody may have forgotten to start it.
    func check() async throws {
        do {
            let base = try HTTPURL(url.text.replacingOccurrences(of: "/events", with: "/healthz"))
            _ = try await client.send(HTTPRequest(.get, base, timeout: .seconds(10)))
        } catch {
            throw CommandFailure("\(place): \(error.reason); is the daemon running?")
        }
    }

    /// What one try led to.
    private enum Attempt {
        case taken(isNew: Bool)
        case later(String, Duration?)
    }

    func post(_ event: FetchedEvent) async throws -> Bool {
        let deadline = ContinuousClock.now + Self.patience
        var wait = Duration.milliseconds(200)
        while true {
            switch try await attempt(event) {
            case .taken(let isNew): return isNew
            case .later(let reason, let asked):
                let pause = min(asked ?? wait, Self.longestWait)
                guard ContinuousClock.now + pause < deadline else {
                    throw CommandFailure("the daemon could not take events for ten minutes: \(reason)")
                }
                try await Task.sleep(for: pause)
                wait = min(wait * 2, Self.longestWait)
            }
        }
    }

    private func attempt(_ event: FetchedEvent) async throws -> Attempt {
        let response: HTTPResponse
        do {
            response = try await client.send(request(event))
        } catch {
            switch error.kind {
            case .certificate, .tlsFiles, .tlsHandshake, .invalidHeader, .closed, .cancelled:
                throw CommandFailure("\(place): \(error.reason). A Unix socket in `listen` needs no certificate")
            default: return .later(error.reason, nil)
            }
        }
        switch response.status {
        case 202:
            let receipt = try? JSONDecoder().decode(Receipt.self, from: Data(response.body))
            return .taken(isNew: receipt?.accepted != 0)
        case 503:
            let asked = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: WallClock.now() / 1000) }
            return .later("it answers 503: it is full or stopping", asked)
        default:
            let answer = String(decoding: response.body.prefix(500), as: UTF8.self)
            throw CommandFailure("the daemon answered \(response.status) to a fetched event: \(answer)")
        }
    }

    private func request(_ event: FetchedEvent) -> HTTPRequest {
        let headers =
            [
                HTTPField("Content-Type", "application/json"), HTTPField("X-Terra-Trace-Id", event.identity),
                HTTPField("X-Terra-Ordering-Timestamp", "\(event.ordering)"),
            ] + Sender.credentials(for: event.payload, intake)
        return HTTPRequest(.post, url, headers: headers, body: [event.payload], timeout: .seconds(30))
    }

    func close() {
        let client = client
        Task { await client.shutdown() }
    }
}
