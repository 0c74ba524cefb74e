import ConfigurationReader
import Intake
import RouterCore

/// `destinations.yaml`, read and checked.
package struct DaemonConfiguration: Sendable {
    package var listeners: [ListenerConfiguration]
    /// The data folder.
    package var data: String
    package var intake: IntakeSettings
    package var terra: TerraSettings
    package var journal: JournalSettings
    package var log: LogSettings
    /// In the file's order, which is the order of the bits of a `DestinationSet`.
    package var destinations: [ConfiguredDestination]
    package var routes: Routes

    /// The destinations that want only the latest version of a thing.
    var latestDestinations: Set<String> {
        Set(destinations.filter { $0.settings.versions == .latest }.map(\.name))
    }

    /// Reads a file. Nil if it has mistakes, all of which are in the diagnostics.
    package static func load(
        _ file: ConfigurationFile,
        catalogue: [DestinationFactory] = .all
    ) -> (configuration: DaemonConfiguration?, diagnostics: [Diagnostic]) {
        let configuration = file.root.flatMap { DaemonConfigurationReader(root: $0, catalogue: catalogue).read() }
        let diagnostics = file.diagnostics
        return (diagnostics.isEmpty ? configuration : nil, diagnostics)
    }
}
