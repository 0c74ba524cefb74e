import Foundation
import Journal
import Logging

/// A destination that the configuration no longer names, and what it left behind.
package struct RemovedDestination: Sendable {
    private let name: String
    private let configuration: DaemonConfiguration

    package init(name: String, configuration: DaemonConfiguration) {
        self.name = name
        self.configuration = configuration
    }

    /// Gives up its backlog, retry queue and dead letters; the names of the files that were deleted. Throws where the
    /// daemon runs.
    package func forget() async throws -> [String] {
        let folder = DataFolder(configuration.data)
        let settings = JournalConfiguration(
            directory: folder.journal,
            destinations: configuration.destinations.map(\.name)
        )
        let journal = try await Journal.open(
            settings,
            logger: Logger(label: "forget") { _ in SwiftLogNoOpLogHandler() }
        )
        journal.forget(name)
        await journal.close()
        var deleted: [String] = []
        for suffix in ["", "-wal", "-shm"] {
            let path = "\(folder.destinations)/\(name).sqlite\(suffix)"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            try FileManager.default.removeItem(atPath: path)
            deleted.append(path)
        }
        return deleted
    }
}
