import ConfigurationReader
import RouterCore

/// What a `directory` section of the configuration says.
package struct DirectoryConfiguration: Sendable, Hashable {
    /// The folder, created if it is not there; relative paths start at the daemon's working directory.
    package var path: String
    package var compression = Compression.none
    package var layout = ObjectLayout.documents
    /// The names of documents below `path`.
    package var key = ObjectKeyTemplate.terra

    package init(path: String) {
        self.path = path
    }

    /// Reads `path`, `compression`, `layout` and `key`; nil if a mistake was reported that leaves nothing to go by.
    init?(_ section: ConfigurationSection) {
        let path = section.requiredString("path")
        let compression = section.choice("compression", of: Compression.self) ?? .none
        let layout = section.choice("layout", of: ObjectLayout.self) ?? .documents
        let key = Self.key(section, layout)
        guard let path, let key else { return nil }
        guard !path.utf8.contains(0) else {
            section.report("'path' must be the path of a folder", at: "path")
            return nil
        }
        self.init(path: path)
        self.compression = compression
        self.layout = layout
        self.key = key
    }

    private static func key(_ section: ConfigurationSection, _ layout: ObjectLayout) -> ObjectKeyTemplate? {
        guard let text = section.string("key") else { return .terra }
        guard layout == .documents else {
            section.report("'key' is for the layout documents; batches are named after what they hold", at: "key")
            return nil
        }
        do throws(ObjectKeyTemplate.Mistake) {
            return try ObjectKeyTemplate(text)
        } catch {
            section.report("'key' cannot be used: \(error.message)", at: "key")
            return nil
        }
    }
}
