import Foundation

/// The data folder and what lies in it.
package struct DataFolder: Sendable {
    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    package var journal: String { path + "/journal" }
    package var destinations: String { path + "/destinations" }
    package var largeRequests: String { path + "/large-requests.json" }
    /// Where backfills note how far they are.
    package var backfills: String { path + "/backfill" }

    /// Creates the folder, readable by its owner alone. Blocks on disk.
    func create() throws(DaemonFailure) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw DaemonFailure("cannot create the data folder \(path): \(error.localizedDescription)")
        }
    }

    /// The names of the destinations that have a file here, configured or not.
    package var knownDestinations: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: destinations)) ?? []
        return files.filter { $0.hasSuffix(".sqlite") }.map { String($0.dropLast(7)) }.sorted()
    }
}
