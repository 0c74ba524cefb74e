package import ConfigurationReader
import Logging
package import RouterCore
import Synchronization

/// MySQL 5.7 or newer and MariaDB 10.5 or newer, through libmariadb: each batch is one transaction.
///
/// The transaction upserts every row under its natural key, guarded by its ordering, so it can run any number of times
/// and in any order with others. What a failure means, by the server's error number, else by SQLSTATE:
///
/// | error | what happened | outcome |
/// |---|---|---|
/// | 1205, 1213, 1020, 3101 | lock wait, deadlock, conflict | once more, up to five times, then retry |
/// | 1040, 1203, 1226, 1053, 1317, 1927, 1969, 3024, 2000…2999 | too many connections, shutdown, time, no answer | retry |
/// | 1021, 1114, 1030, 1037, 1041, 1135 | disk, memory, storage engine | retry |
/// | 1290, 1792, 1836, 1036 | read-only: the server became a standby | retry, on a new connection |
/// | not known | | retry |
/// | 1146 | table missing | create what is missing, once more, then pause |
/// | 1044, 1045, 1049, 1129, 1130, 1142, 1698, 1820, 3118, 4151, 28…, 42… | credentials, rights, database, shape of the tables | pause |
/// | 2026 about a certificate, 2054, 2059, 2061, 3159 | TLS, ways to log in | pause |
/// | 1366, 1406, 3140, 3819, 4025, 22…, 23…, 44…, 45… | data, constraint, trigger | rejected; the courier bisects |
/// | 1153 | a statement over the limit of something on the way | rejected; the courier bisects |
/// | an event over `max_allowed_packet` | | rejected with the limit, the others of the batch are written |
///
/// A reason holds the error's number and its message, of messages that quote values only the beginning.
package final class MySQLDestination: Destination {
    package static let kind = "mysql"
    package static let defaultLimits = BatchLimits(maxConcurrency: 8)
    package static let isStore = true
    package static let hasOwnThreads = true

    private let pool: ConnectionPool
    private let configuration: MySQLConfiguration
    private let context: DestinationContext
    private let hasWarned = Mutex(false)

    package init(configuration: MySQLConfiguration, context: DestinationContext) {
        pool = ConnectionPool(configuration, context)
        self.configuration = configuration
        self.context = context
    }

    package static func configure(_ section: ConfigurationSection) -> MySQLConfiguration? {
        MySQLConfiguration(section)
    }

    package static func schemaSQL(_ options: SchemaOptions) -> String? {
        let database = options.schema.map { "USE `\($0.replacing("`", with: "``"))`;\n\n" } ?? ""
        let note = "-- Before MySQL 8.0.17: VARBINARY for VARCHAR, or keys that end in spaces are not told apart.\n"
        return note + database + MySQLTables.forAnyServer.statements.joined(separator: ";\n\n") + ";\n"
    }

    package func prepare() async throws(DestinationFailure) {
        warnWhereUnverified()
        let connection = pool.take()
        defer { pool.put(connection) }
        do {
            try await connection.prepare(by: .now + context.timeout)
        } catch {
            switch MySQLVerdict(error) {
            case .retry, .again: throw .unavailable(reason: error.reason)
            case .pause, .createTables, .reject: throw .needsAttention(reason: error.advice)
            }
        }
    }

    package func examine() async -> [ConnectionFinding] {
        let connection = pool.take()
        defer { pool.put(connection) }
        return await connection.examine(by: .now + context.timeout)
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        let connection = pool.take()
        defer { pool.put(connection) }
        return await connection.deliver(batch, by: .now + context.timeout)
    }

    package func shutdown() async { await pool.close() }

    /// Said once, however often the destination has to be prepared.
    private func warnWhereUnverified() {
        switch configuration.tls.mode {
        case .verified: return
        case .disabled: if configuration.isLocal { return }
        case .unverified: break
        }
        let isFirst = hasWarned.withLock { hasWarned in
            defer { hasWarned = true }
            return !hasWarned
        }
        guard isFirst else { return }
        let what = configuration.tls.mode == .disabled ? "does not use TLS" : "does not verify the server's certificate"
        context.logger.warning(
            "\(context.name) \(what): whoever is on the way to the server can read and change the events.",
            metadata: ["event": "destination.insecure", "destination": "\(context.name)"]
        )
    }
}
