import ArgumentParser
import Daemon
import Intake

/// The option that every command takes, and the reading of the file.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: "The configuration file.")
    var config = "destinations.yaml"

    /// Reads the file; every mistake in it is shown.
    func load() throws -> DaemonConfiguration {
        do {
            return try source.load()
        } catch {
            throw CommandFailure("\(error)", code: CommandFailure.wrongInput)
        }
    }

    /// Where the daemon listens; what else is wrong with the file is for the daemon to say.
    func listeners() throws -> [ListenerConfiguration] {
        do {
            return try source.listeners()
        } catch {
            throw CommandFailure("\(error)", code: CommandFailure.wrongInput)
        }
    }

    var source: ConfigurationSource { ConfigurationSource(path: config) }
}
