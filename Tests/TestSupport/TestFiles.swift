import Foundation

/// Where the files of the folder `Tests` are.
package enum TestFiles {
    /// The path of a file below the folder.
    package static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent(name).path
    }
}
