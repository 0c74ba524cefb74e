import ConfigurationReader
import Daemon

/// Kinds with the keys of the real ones.
enum StubKinds {
    static let catalogue = [
        DestinationFactory(StubDestination<Postgres>.self),
        DestinationFactory(StubDestination<SQLite>.self),
        DestinationFactory(StubDestination<Directory>.self),
        DestinationFactory(StubDestination<Webhook>.self),
    ]

    enum Postgres: StubKind {
        static let kind = "postgres"
        static let isStore = true
        static func read(_ section: ConfigurationSection) -> Bool {
            _ = section.string("schema")
            return section.requiredString("url") != nil
        }
    }

    enum SQLite: StubKind {
        static let kind = "sqlite"
        static let isStore = true
        static func read(_ section: ConfigurationSection) -> Bool {
            section.requiredString("path") != nil
        }
    }

    enum Directory: StubKind {
        static let kind = "directory"
        static let isStore = true
        static func read(_ section: ConfigurationSection) -> Bool {
            _ = section.string("compression")
            return section.requiredString("path") != nil
        }
    }

    enum Webhook: StubKind {
        static let kind = "webhook"
        static let isStore = false
        static func read(_ section: ConfigurationSection) -> Bool {
            _ = section.string("secret")
            _ = section.pairs("headers")
            _ = section.string("method")
            _ = section.string("batch_format")
            return section.requiredString("url") != nil
        }
    }
}
