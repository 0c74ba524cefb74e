package import ConfigurationReader
import Logging
package import RouterCore

/// PostgreSQL 12 or newer, through libpq: each batch is one transaction in one round trip.
///
/// The transaction upserts every row under its natural key, guarded by its ordering, so it can run any number of times
/// and in any order with others. What a failure means, by SQLSTATE:
///
/// | SQLSTATE | what happened | outcome |
/// |---|---|---|
/// | 08…, 57P0…, 53…, 55P03, 40001, 40P01, 57014 | connection, shutdown, resources, locks, time | retry |
/// | 25006 | read-only: the server became a standby | retry, on a new connection |
/// | none, or not known | no answer, broken connection | retry |
/// | 42P01, 42703, 3F000 | table, column or schema missing | create what is missing, once more, then pause |
/// | 28…, 3D000, 42… | credentials, database, rights, shape of the tables | pause |
/// | 22…, 23…, 54…, P0001, 44000 | data, constraint, limit, trigger, check option | rejected; the courier bisects |
///
/// A reason holds the SQLSTATE and the primary message, never DETAIL or CONTEXT, which quote the row.
package final class PostgresDestination: Destination {
    package static let kind = "postgres"
    package static let defaultLimits = BatchLimits(maxConcurrency: 8)
    package static let isStore = true
    package static let hasOwnThreads = true

    private let pool: ConnectionPool
    private let timeout: Duration

    package init(configuration: PostgresConfiguration, context: DestinationContext) {
        pool = ConnectionPool(configuration, context)
        timeout = context.timeout
    }

    package static func configure(_ section: ConfigurationSection) -> PostgresConfiguration? {
        PostgresConfiguration(section)
    }

    package static func schemaSQL(_ options: SchemaOptions) -> String? {
        let definitions = TableDefinitions(schema: options.schema, createsSchema: true, compressesWithLZ4: false)
        return definitions.statements.joined(separator: ";\n\n") + ";\n"
    }

    package func prepare() async throws(DestinationFailure) {
        let connection = pool.take()
        defer { pool.put(connection) }
        do {
            try await connection.prepare(by: .now + timeout)
        } catch {
            switch PostgresVerdict(error) {
            case .retry: throw .unavailable(reason: error.reason)
            case .pause, .createTables, .reject: throw .needsAttention(reason: error.advice)
            }
        }
    }

    package func examine() async -> [ConnectionFinding] {
        let connection = pool.take()
        defer { pool.put(connection) }
        return await connection.examine(by: .now + timeout)
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        let connection = pool.take()
        defer { pool.put(connection) }
        return .all(await connection.deliver(batch, by: .now + timeout))
    }

    package func shutdown() async { await pool.close() }
}
