import ArgumentParser
import Daemon

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows how each destination is doing. Exits with 1 where the daemon does not answer."
    )

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Shows it again every second.")
    var watch = false

    @Flag(help: "Prints nothing: only the exit code tells whether the daemon answers.")
    var quiet = false

    func run() async throws {
        let daemon = try DaemonClient(options.load())
        defer { daemon.close() }
        repeat {
            let report = try await daemon.status()
            if !quiet {
                if watch { Console.progress("\u{1B}[2J\u{1B}[H") }
                Console.line(StatusTable(report).text)
            }
            if watch { try await Task.sleep(for: .seconds(1)) }
        } while watch
    }
}
