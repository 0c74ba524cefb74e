import ArgumentParser
import ConfigurationReader
import Daemon
import Foundation
import Logging
import RouterCore
import StructuredLogging

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Runs the daemon.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.load()
        // A reader of the log or a client that goes away is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        let (logger, writer) = StructuredLogHandler.standardOutput(
            configuration.log.format,
            level: configuration.log.level
        )
        defer { writer.flush() }
        logger.info(
            "The configuration is read.",
            metadata: [
                "event": "config.loaded", "version": .string(Version.current), "file": .string(options.config),
                "destinations": .string(
                    configuration.destinations.map { "\($0.name) (\($0.kind))" }.joined(separator: ", ")
                ),
            ]
        )
        do {
            try await Daemon(configuration: configuration, source: options.source, logger: logger).run()
        } catch {
            let reason = Daemon.describe(error)
            logger.critical("The daemon ends: \(reason)", metadata: ["event": "failed"])
            throw CommandFailure(error)
        }
    }
}
