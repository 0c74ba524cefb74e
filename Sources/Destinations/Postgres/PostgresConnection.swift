import Logging
internal import RouterCore
import SQLTables
import Threading

/// One connection on a thread of its own, where libpq may wait. Connects when it is first needed, and again after the
/// connection broke.
actor PostgresConnection {
    private let executor: ThreadExecutor
    private let configuration: PostgresConfiguration
    let names: TableNames
    let statements: TableStatements
    private let logger: Logger
    private(set) var session: LibpqSession?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ configuration: PostgresConfiguration, _ context: DestinationContext) {
        executor = ThreadExecutor(name: "pg-\(context.name)")
        self.configuration = configuration
        names = TableNames(schema: configuration.schema)
        statements = TableStatements(names)
        logger = context.logger
    }

    /// Connects and writes no rows into every table, which shows all that could be in the way of writing some; creates
    /// the tables if they are missing.
    func prepare(by deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        let nothing = statements.statements(for: TableRows(Batch([])), includingEmpty: true)
        do {
            try transact(nothing, by: deadline)
        } catch {
            guard PostgresVerdict(error) == .createTables else { throw error }
            try createTables(by: deadline)
            try transact(nothing, by: deadline)
        }
        if let peer = session?.peer, peer.isUnverified {
            logger.warning(
                "PostgreSQL does not have to prove who it is; add sslmode=verify-full to the destination's URL.",
                metadata: ["event": "destination.unverified", "host": "\(peer.host)"]
            )
        }
    }

    /// Writes the batch in one transaction.
    func deliver(_ batch: Batch, by deadline: ContinuousClock.Instant) -> Outcome {
        let statements = statements.statements(for: TableRows(batch))
        var failure: PostgresFailure
        do {
            try transact(statements, by: deadline)
            return .delivered
        } catch {
            failure = error
        }
        if PostgresVerdict(failure) == .createTables {
            do {
                try createTables(by: deadline)
                try transact(statements, by: deadline)
                return .delivered
            } catch {
                failure = error
            }
        }
        return switch PostgresVerdict(failure) {
        case .retry: .retry(after: nil, reason: failure.reason)
        case .pause, .createTables: .pause(reason: failure.advice)
        case .reject: .rejected(reason: failure.reason)
        }
    }

    /// Closes the connection; a later call opens another.
    func close() { session = nil }

    private func createTables(by deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        // Several daemons may start at once: IF NOT EXISTS alone lets two of them collide in the catalogue.
        let lock = Statement("SELECT pg_catalog.pg_advisory_xact_lock(\(Self.creationLock))")
        let hasLZ4 = try transact(
            [
                Statement(
                    """
                    SELECT 'lz4' = ANY (enumvals) FROM pg_catalog.pg_settings WHERE name = 'default_toast_compression'
                    """
                )
            ],
            by: deadline
        )
        // CREATE SCHEMA wants its right even where the schema is there.
        let hasSchema = try transact(
            [Statement("SELECT pg_catalog.to_regnamespace(\(names.schemaLiteral)) IS NOT NULL")],
            by: deadline
        )
        let definitions = TableDefinitions(
            schema: configuration.schema,
            createsSchema: hasSchema != "t",
            compressesWithLZ4: hasLZ4 == "t"
        )
        try transact([lock] + definitions.statements.map { Statement($0) }, by: deadline)
    }

    /// Runs a transaction on the open connection or on a new one. One that broke while it was idle says so only now:
    /// that is no failure of this attempt, and a transaction of which only the answer was lost can run again.
    @discardableResult
    func transact(
        _ statements: [Statement],
        by deadline: ContinuousClock.Instant
    ) throws(PostgresFailure) -> String? {
        if let session {
            do {
                return try run(statements, on: session, by: deadline)
            } catch {
                guard self.session == nil, error.origin != .deadline else { throw error }
            }
        }
        let opened = try LibpqSession.connect(to: configuration.url, by: deadline)
        session = opened
        return try run(statements, on: opened, by: deadline)
    }

    private func run(
        _ statements: [Statement],
        on session: LibpqSession,
        by deadline: ContinuousClock.Instant
    ) throws(PostgresFailure) -> String? {
        // The server gives up first, and says so, instead of working on for nobody. Only within the transaction: the
        // next one on the same server connection may be another client's.
        let left = max(1, Int((deadline - .now) / Duration.milliseconds(1)))
        let limit = Statement("SELECT pg_catalog.set_config('statement_timeout', '\(left)', true)")
        do {
            let value = try session.run([limit] + statements, by: deadline + Self.grace)
            // libpq keeps a buffer as large as the largest transaction for as long as the connection lives.
            if statements.reduce(0, { $0 + $1.parameters.bytes.count }) > Self.largeTransaction { self.session = nil }
            return value
        } catch {
            if error.origin != .statement || PostgresVerdict.endsConnection(sqlState: error.sqlState) {
                self.session = nil
            }
            throw error
        }
    }

    /// How much longer than the server we wait, so that its answer can still arrive.
    private static let grace = Duration.seconds(1)
    /// In bytes of parameters.
    private static let largeTransaction = 16 << 20
    /// "distribu" in ASCII: any number will do that other programs are not likely to lock.
    private static let creationLock: Int64 = 0x6469_7374_7269_6275
}
