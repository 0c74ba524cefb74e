import ConfigurationReader
import RouterCore

/// A kind of destination without its type: what the configuration needs to know of it.
package struct DestinationFactory: Sendable {
    package typealias Make = @Sendable (DestinationContext) -> any Destination

    package let kind: String
    package let defaultLimits: BatchLimits
    package let isStore: Bool
    /// Whether the kind reads `format` itself.
    package let takesFormat: Bool
    /// The SQL that creates what the kind writes to; nil where there is none.
    package let schemaSQL: @Sendable (SchemaOptions) -> String?
    private let read: @Sendable (ConfigurationSection) -> Make?

    package init<D: Destination>(_ type: D.Type) {
        kind = type.kind
        defaultLimits = type.defaultLimits
        isStore = type.isStore
        takesFormat = type.takesFormat
        schemaSQL = { type.schemaSQL($0) }
        read = { section in
            guard let configuration = type.configure(section) else { return nil }
            return { context in type.init(configuration: configuration, context: context) }
        }
    }

    /// Reads the kind's own keys; mistakes are reported to the section, and nil returned if there was one.
    func configure(_ section: ConfigurationSection) -> Make? {
        read(section)
    }
}
