import ArgumentParser
import Foundation
import MongoDBDestination

@main
struct Distributary: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distributary",
        abstract: "Takes glucose events from a webhook, makes them safe on disk and delivers them where routes say.",
        version: Version.current,
        subcommands: [
            RunCommand.self, CheckCommand.self, SendCommand.self, StatusCommand.self, ExplainCommand.self,
            TailCommand.self,
            DeadLettersCommand.self, ReplayCommand.self, BackfillCommand.self, ReloadCommand.self, ForgetCommand.self,
            SchemaCommand.self,
        ]
    )

    static func main() async {
        MongoCounters.unlink()
        Console.end(await runCommand())
    }

    /// Returns the exit code: 0 well, 1 the work failed, 2 the command or the configuration is wrong.
    private static func runCommand() async -> Int32 {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return EXIT_SUCCESS
        } catch let failure as CommandFailure {
            Console.error(failure.description)
            return failure.code
        } catch {
            return say(error)
        }
    }

    /// Help that was asked for goes to standard output, a mistake to standard error; returns the exit code.
    private static func say(_ error: any Error) -> Int32 {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if !message.isEmpty { code.isSuccess ? Console.line(message) : Console.error(message) }
        return code == .validationFailure ? CommandFailure.wrongInput : code.rawValue
    }
}
