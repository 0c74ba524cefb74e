import ArgumentParser
import Daemon
import Foundation
import Intake

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Sends what came in in a stretch of time again to one destination, from the journal.",
        discussion: """
            What the routes send there today is sent, under its own identity, in turns with what comes in; how far back \
            the journal reaches is said first (`journal.keep`). The daemon does it and goes on with it when this command \
            ends or the daemon is started again; without --from this shows how far the one under way is.
            """
    )

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "The destination.")
    var destination: String

    @Option(help: "From when on: a time such as 2026-09-15T08:00:00Z, or how long ago, such as 2h.")
    var from: String?

    @Option(help: "Up to when; left out: now.")
    var to: String?

    @Flag(help: "Ends the replay that is under way. What is in the retry queue already is still sent.")
    var cancel = false

    @Flag(help: "Does not wait for its end.")
    var noWait = false

    func validate() throws {
        if cancel, from != nil || to != nil { throw ValidationError("--cancel goes without --from and --to.") }
        if to != nil, from == nil { throw ValidationError("--to needs --from.") }
    }

    func run() async throws {
        let daemon = DaemonClient(try options.listeners())
        defer { daemon.close() }
        if cancel { return try await end(daemon) }
        if let from { try await start(daemon, from: from) }
        if !noWait { try await ReplayProgress(daemon: daemon, destination: destination).follow() }
    }

    private func start(_ daemon: DaemonClient, from: String) async throws {
        var request = ReplayRequest(destination: destination)
        request.from = try TimePoint.parse(from, option: "--from")
        request.to = try to.map { try TimePoint.parse($0, option: "--to") } ?? WallClock.now()
        guard request.from < request.to else {
            throw CommandFailure("--from must be before --to", code: CommandFailure.wrongInput)
        }
        let answer = try await daemon.result(of: .replay, request, as: ReplayAnswer.self)
        Console.line(
            "replay \(answer.replay.id) to \(destination): received from \(answer.replay.from) to \(answer.replay.to)"
        )
        guard let oldest = answer.reachesBackTo.map(WallClock.text) else {
            return Console.line("the journal holds nothing any more")
        }
        Console.line("the journal reaches back to \(oldest)")
        if answer.isPartlyGone {
            Console.error("what was received before \(oldest) is gone: it cannot be sent again from here")
        }
    }

    private func end(_ daemon: DaemonClient) async throws {
        var request = ReplayRequest(destination: destination)
        request.cancels = true
        let replay = try await daemon.result(of: .replay, request, as: ReplayAnswer.self).replay
        Console.line("replay \(replay.id) to \(destination) is cancelled: \(replay.taken) events were sent or will be")
    }
}
