import ArgumentParser

@main
struct Distributary: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distributary",
        abstract: "Takes glucose events from a webhook, makes them safe on disk and delivers them where routes say.",
        subcommands: [
            RunCommand.self, CheckCommand.self, SendCommand.self, StatusCommand.self, ExplainCommand.self,
            TailCommand.self,
            DeadLettersCommand.self, ReplayCommand.self, BackfillCommand.self, ReloadCommand.self, ForgetCommand.self,
            SchemaCommand.self,
        ]
    )

    /// Exit codes: 0 well, 1 the work failed, 2 the command or the configuration is wrong.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Console.error(failure.description)
            Self.exit(withError: ExitCode(failure.code))
        } catch {
            let code = exitCode(for: error)
            guard code.rawValue == ExitCode.validationFailure.rawValue else { Self.exit(withError: error) }
            Console.error(fullMessage(for: error))
            Self.exit(withError: ExitCode(CommandFailure.wrongInput))
        }
    }
}
