internal import ConfigurationReader

/// What a `sqlite` section of the configuration says.
package struct SQLiteConfiguration: Sendable {
    /// The database file; relative paths start at the daemon's working directory.
    package let path: String

    package init(path: String) { self.path = path }

    /// Reads `path`; nil if there was a mistake, which is then reported.
    init?(_ section: ConfigurationSection) {
        guard let path = section.requiredString("path") else { return nil }
        guard !path.hasPrefix(":"), !path.hasPrefix("file:"), !path.utf8.contains(0) else {
            section.report("'path' must be the path of a file, not a URI or a database in memory", at: "path")
            return nil
        }
        self.init(path: path)
    }
}
