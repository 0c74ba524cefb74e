import ArgumentParser
import Daemon
import Intake

struct TailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Shows what becomes of events as it happens, a line an event, never a payload.",
        discussion: """
            Time, destination, outcome (delivered, retry, dead), type, attempts, latency since the event was received, \
            and its identity. Who reads more slowly than events are delivered misses lines, and is told how many.
            """
    )

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "The destination; left out: all of them.")
    var destination: String?

    func run() async throws {
        let daemon = DaemonClient(try options.listeners())
        defer { daemon.close() }
        let lines = TailLines()
        try await daemon.follow(.tail, TailRequest(destination: destination)) { lines.take($0) }
        throw CommandFailure("the daemon has ended")
    }
}
