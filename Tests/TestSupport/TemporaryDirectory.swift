import Foundation

/// An empty directory of its own, removed with all that is in it when the last reference goes.
package final class TemporaryDirectory: Sendable {
    /// The directory's location.
    package let url: URL

    /// The directory's absolute path.
    package var path: String { url.path }

    /// Creates it below `DISTRIBUTARY_TEST_DIRECTORY`, else below the system's temporary directory.
    package init() throws {
        let parent = ProcessInfo.processInfo.environment["DISTRIBUTARY_TEST_DIRECTORY"]
        let base = parent.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory
        url = base.appendingPathComponent("distributary-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// The path of something in the directory, whether it exists or not.
    package func path(_ name: String) -> String {
        url.appendingPathComponent(name).path
    }
}
