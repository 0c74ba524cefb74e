import ArgumentParser
import Daemon

struct ForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Drops what waits for a destination that is no longer configured. The daemon must be stopped."
    )

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "The destination, which the configuration must not name any more.")
    var destination: String

    func run() async throws {
        let configuration = try options.load()
        if configuration.destinations.contains(where: { $0.name == destination }) {
            throw CommandFailure("'\(destination)' is configured: remove it first", code: CommandFailure.wrongInput)
        }
        do {
            let files = try await RemovedDestination(name: destination, configuration: configuration).forget()
            Console.line("forgot '\(destination)': \(files.isEmpty ? "it had no file" : files.joined(separator: ", "))")
        } catch {
            throw CommandFailure(Daemon.describe(error))
        }
    }
}
