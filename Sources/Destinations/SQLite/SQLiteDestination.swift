package import ConfigurationReader
package import RouterCore

/// A SQLite file: each batch is one transaction, synced before it counts as delivered.
///
/// What a failure means, by result code:
///
/// | result code | what happened | outcome |
/// |---|---|---|
/// | BUSY, LOCKED | another process writes | retry |
/// | FULL, IOERR, NOMEM | disk or memory | retry |
/// | not known | | retry |
/// | ERROR, READONLY_DBMOVED | a table is gone, the file was replaced | open anew, once more, then pause |
/// | CORRUPT, NOTADB | the file is damaged or something else | pause |
/// | READONLY, CANTOPEN, PERM, AUTH | permissions | pause |
/// | CONSTRAINT, TOOBIG, MISMATCH | the data | rejected; the courier bisects |
package final class SQLiteDestination: Destination {
    package static let kind = "sqlite"
    package static let defaultLimits = BatchLimits(maxEvents: 500, maxBytes: 4 << 20, concurrency: 1)
    package static let isStore = true
    package static let hasOwnThreads = true

    private let store: SQLiteStore

    package init(configuration: SQLiteConfiguration, context: DestinationContext) {
        store = SQLiteStore(
            path: configuration.path,
            busyTimeout: min(context.timeout / 2, .seconds(5)),
            name: context.name
        )
    }

    package static func configure(_ section: ConfigurationSection) -> SQLiteConfiguration? {
        SQLiteConfiguration(section)
    }

    package func prepare() async throws(DestinationFailure) {
        do {
            try await store.prepare()
        } catch {
            switch error.verdict {
            case .retry: throw .unavailable(reason: error.reason)
            case .reopen, .reject: throw .needsAttention(reason: error.reason)
            case .pause(let advice): throw .needsAttention(reason: "\(error.reason); \(advice)")
            }
        }
    }

    package func examine() async -> [ConnectionFinding] { await store.examine() }

    package func deliver(_ batch: Batch) async -> Outcomes {
        do {
            try await store.write(batch)
            return .all(.delivered)
        } catch {
            return switch error.verdict {
            case .retry: .all(.retry(after: nil, reason: error.reason))
            case .reject: .all(.rejected(reason: error.reason))
            case .reopen: .all(.pause(reason: error.reason))
            case .pause(let advice): .all(.pause(reason: "\(error.reason); \(advice)"))
            }
        }
    }

    package func shutdown() async { await store.close() }
}
