import ArgumentParser
import ConfigurationReader
import Daemon

/// The option that every command takes, and the reading of the file.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: "The configuration file.")
    var config = "destinations.yaml"

    /// Reads the file; every mistake in it is shown.
    func load() throws -> DaemonConfiguration {
        let file: ConfigurationFile
        do {
            file = try ConfigurationFile(path: config)
        } catch {
            throw CommandFailure("\(config): \(error.reason)", code: CommandFailure.wrongInput)
        }
        let (configuration, diagnostics) = DaemonConfiguration.load(file)
        guard let configuration else {
            let mistakes = diagnostics.map(\.description).joined(separator: "\n\n")
            let count = diagnostics.count == 1 ? "1 mistake" : "\(diagnostics.count) mistakes"
            throw CommandFailure("\(mistakes)\n\n\(config): \(count)", code: CommandFailure.wrongInput)
        }
        return configuration
    }
}
