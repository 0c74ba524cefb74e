import ArgumentParser
import Daemon
import Foundation
import Intake

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Sends what came in in a stretch of time, or data of some days, to one destination again.",
        discussion: """
            It comes from the journal. What the routes send there today is sent, under its own identity, in turns with \
            what comes in; how far back the journal reaches is said first (`journal.keep`). The daemon does it and goes on \
            with it when this command ends or the daemon is started again; without --from and dates this shows how far the \
            one under way is.
            """
    )

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "The destination.")
    var destination: String

    @Option(help: "From when on: a time such as 2026-09-15T08:00:00Z, or how long ago, such as 2h.")
    var from: String?

    @Option(help: "Up to when; left out: now.")
    var to: String?

    @Option(help: "Only events with data of this day or later, by the data's own clock, such as 2026-03-01.")
    var startDate: String?

    @Option(help: "Only events with data of this day or earlier.")
    var endDate: String?

    @Flag(help: "Ends the replay that is under way. What is in the retry queue already is still sent.")
    var cancel = false

    @Flag(help: "Does not wait for its end.")
    var noWait = false

    func validate() throws {
        if cancel, asks || to != nil { throw ValidationError("--cancel goes without times and dates.") }
        if to != nil, !asks { throw ValidationError("--to needs --from, --start-date or --end-date.") }
    }

    private var asks: Bool { from != nil || startDate != nil || endDate != nil }

    func run() async throws {
        let daemon = DaemonClient(try options.listeners())
        defer { daemon.close() }
        if cancel { return try await end(daemon) }
        if asks { try await start(daemon) }
        if !noWait { try await ReplayProgress(daemon: daemon, destination: destination).follow() }
    }

    private func start(_ daemon: DaemonClient) async throws {
        var request = ReplayRequest(destination: destination)
        request.from = try from.map { try TimePoint.parse($0, option: "--from") } ?? 0
        request.to = try to.map { try TimePoint.parse($0, option: "--to") } ?? WallClock.now()
        guard request.from < request.to else {
            throw CommandFailure("--from must be before --to", code: CommandFailure.wrongInput)
        }
        (request.startDate, request.endDate) = (startDate, endDate)
        do {
            _ = try request.days()
        } catch {
            throw CommandFailure("\(error)", code: CommandFailure.wrongInput)
        }
        let answer = try await daemon.result(of: .replay, request, as: ReplayAnswer.self)
        Console.line("replay \(answer.replay.id) to \(destination): \(range(answer.replay))")
        guard let oldest = answer.reachesBackTo.map(WallClock.text) else {
            return Console.line("the journal holds nothing any more")
        }
        Console.line("the journal reaches back to \(oldest)")
        if answer.isPartlyGone {
            Console.error("what was received before \(oldest) is gone: it cannot be sent again from here")
        }
    }

    private func range(_ replay: StatusReport.Replay) -> String {
        let received = from == nil ? "received until \(replay.to)" : "received from \(replay.from) to \(replay.to)"
        guard let first = replay.startDate, let last = replay.endDate else { return received }
        switch (startDate, endDate) {
        case (_, nil): return "data of \(first) and later, \(received)"
        case (nil, _): return "data of \(last) and earlier, \(received)"
        default: return "data of \(first) to \(last), \(received)"
        }
    }

    private func end(_ daemon: DaemonClient) async throws {
        var request = ReplayRequest(destination: destination)
        request.cancels = true
        let replay = try await daemon.result(of: .replay, request, as: ReplayAnswer.self).replay
        Console.line("replay \(replay.id) to \(destination) is cancelled: \(replay.taken) events were sent or will be")
    }
}
