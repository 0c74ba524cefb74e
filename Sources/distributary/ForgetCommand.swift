import ArgumentParser
import Daemon
import Intake

struct ForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Drops what waits for a destination that is no longer configured. Works while the daemon runs."
    )

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "The destination, which the configuration must not name any more.")
    var destination: String

    func run() async throws {
        let configuration = try options.load()
        if configuration.destinations.contains(where: { $0.name == destination }) {
            throw CommandFailure("'\(destination)' is configured: remove it first", code: CommandFailure.wrongInput)
        }
        let files = try await forget(configuration)
        Console.line("forgot '\(destination)': \(files.isEmpty ? "it had no file" : files.joined(separator: ", "))")
    }

    /// The files that were deleted: by the daemon, or where none runs by this process.
    private func forget(_ configuration: DaemonConfiguration) async throws -> [String] {
        let daemon = DaemonClient(configuration)
        defer { daemon.close() }
        let request = ForgetRequest(destination: destination)
        if let answer = try await daemon.answer(to: .forget, request, as: ForgetAnswer.self) { return answer.files }
        do {
            return try await RemovedDestinations.forget(destination, configuration)
        } catch {
            throw CommandFailure(error)
        }
    }
}
