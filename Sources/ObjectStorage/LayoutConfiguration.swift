import ConfigurationReader
import Formats
import RouterCore

/// What a section of the configuration says about how events become files or objects: `layout`, `key`,
/// `compression`, `format` and, of object stores, `prefix`.
package struct LayoutConfiguration: Sendable, Hashable {
    /// The longest prefix in bytes: it leaves the larger part of the 1,024 that a key may have to the key itself.
    package static let maximumPrefixLength = 512

    package var layout = ObjectLayout.documents
    /// The names of documents.
    package var key = ObjectKeyTemplate.terra
    package var compression = Compression.none
    /// In which form documents and batches are written.
    package var encoder = PayloadEncoder.json
    /// Put before every key as it is; a folder's name ends with a slash.
    package var prefix = ""

    package init() {}

    /// Reads the keys; nil if a mistake was reported that leaves nothing to go by. Documents are compressed only where
    /// the section says so, batches unless it says otherwise. `hasPrefix`: whether `prefix` is a key of the section.
    package init?(_ section: ConfigurationSection, hasPrefix: Bool) {
        layout = section.choice("layout", of: ObjectLayout.self) ?? .documents
        compression = section.choice("compression", of: Compression.self) ?? (layout == .batches ? .gzip : .none)
        let encoder = Self.encoder(section, layout)
        let key = Self.key(section, layout, fileExtension: (encoder ?? .json).fileExtension)
        let prefix = hasPrefix ? Self.prefix(section) : ""
        guard let encoder, let key, let prefix else { return nil }
        self.encoder = encoder
        self.key = key
        self.prefix = prefix
    }

    private static func encoder(_ section: ConfigurationSection, _ layout: ObjectLayout) -> PayloadEncoder? {
        guard let encoder = PayloadEncoder(section, carrier: .file) else { return nil }
        guard layout == .documents || encoder.hasLines else {
            section.report(
                "'format: \(encoder.format.rawValue)' makes a file of each day: it takes the layout documents",
                at: "format"
            )
            return nil
        }
        return encoder
    }

    /// A key that is written stays as it is, whatever the format; Terra's own gets the format's extension.
    private static func key(
        _ section: ConfigurationSection,
        _ layout: ObjectLayout,
        fileExtension: String
    ) -> ObjectKeyTemplate? {
        guard let text = section.string("key") else { return .terra(fileExtension: fileExtension) }
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

    /// Reads `prefix`, empty where it is left out; nil if a mistake was reported.
    package static func prefix(_ section: ConfigurationSection) -> String? {
        guard let text = section.string("prefix") else { return "" }
        guard isUsable(prefix: text) else {
            section.report(
                "'prefix' must not begin with a slash, hold two in a row, a part '.' or '..', or control characters",
                at: "prefix"
            )
            return nil
        }
        guard text.utf8.count <= maximumPrefixLength else {
            section.report("'prefix' must not be longer than \(maximumPrefixLength) bytes", at: "prefix")
            return nil
        }
        return text
    }

    private static func isUsable(prefix: String) -> Bool {
        let parts = prefix.split(separator: "/", omittingEmptySubsequences: false)
        return prefix.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } && !parts.dropLast().contains("")
            && !parts.contains(".") && !parts.contains("..")
    }
}
