import ConfigurationReader
import ObjectStorage

/// What a `directory` section of the configuration says.
package struct DirectoryConfiguration: Sendable, Hashable {
    /// The folder, created if it is not there; relative paths start at the daemon's working directory.
    package var path: String
    /// How events become files below `path`.
    package var files = LayoutConfiguration()

    package init(path: String) {
        self.path = path
    }

    /// Reads `path`, `compression`, `layout` and `key`; nil if a mistake was reported that leaves nothing to go by.
    init?(_ section: ConfigurationSection) {
        let path = section.requiredString("path")
        let files = LayoutConfiguration(section, hasPrefix: false)
        guard let path, let files else { return nil }
        guard !path.utf8.contains(0) else {
            section.report("'path' must be the path of a folder", at: "path")
            return nil
        }
        self.init(path: path)
        self.files = files
    }
}
