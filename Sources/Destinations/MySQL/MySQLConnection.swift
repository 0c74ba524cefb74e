import Logging
internal import RouterCore
import SQLTables
import Threading

/// One connection on a thread of its own, where libmariadb may wait. Connects when it is first needed, and again after
/// the connection broke.
actor MySQLConnection {
    private let executor: ThreadExecutor
    private let configuration: MySQLConfiguration
    private let timeout: Duration
    private let logger: Logger
    private var session: MySQLSession?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ configuration: MySQLConfiguration, _ context: DestinationContext) {
        executor = ThreadExecutor(name: "my-\(context.name)")
        self.configuration = configuration
        timeout = context.timeout
        logger = context.logger
    }

    /// Connects and writes no rows into every table, which shows all that could be in the way of writing some; creates
    /// the tables if they are missing.
    func prepare(by deadline: ContinuousClock.Instant) throws(MySQLFailure) {
        do {
            try writeNothing(by: deadline)
        } catch {
            guard MySQLVerdict(error) == .createTables else { throw error }
            try createTables(by: deadline)
            try writeNothing(by: deadline)
        }
    }

    /// Writes the batch in one transaction, but for the events that are too long for any.
    func deliver(_ batch: Batch, by deadline: ContinuousClock.Instant) -> Outcomes {
        do {
            let maxPacket = try connected(by: deadline).maxPacket
            let rows = TableRows(batch)
            let refusals = PacketLimit(maxPacket: maxPacket).refusals(rows)
            guard !refusals.isEmpty else { return .all(write(rows, by: deadline)) }
            let kept = batch.events.indices.filter { refusals[$0] == nil }
            var outcome = Outcome.delivered
            if !kept.isEmpty { outcome = write(TableRows(Batch(kept.map { batch.events[$0] })), by: deadline) }
            if case .rejected(let reason) = outcome, kept.count > 1 {
                // Only one of them is refused: which one, the courier finds out without those that are too long.
                outcome = .retry(after: nil, reason: reason)
            }
            return .each(batch.events.indices.map { refusals[$0].map { .rejected(reason: $0) } ?? outcome })
        } catch {
            return .all(Self.outcome(error))
        }
    }

    /// What is found where nothing is written.
    func examine(by deadline: ContinuousClock.Instant) -> [ConnectionFinding] {
        do {
            let session = try connected(by: deadline)
            return MySQLExamination(configuration).findings(session, by: deadline)
        } catch {
            return MySQLExamination(configuration).findings(error)
        }
    }

    /// Closes the connection; a later call opens another.
    func close() { session = nil }

    private func write(_ rows: TableRows, by deadline: ContinuousClock.Instant) -> Outcome {
        do {
            try transactRepeatedly(rows, by: deadline)
            return .delivered
        } catch {
            guard MySQLVerdict(error) == .createTables else { return Self.outcome(error) }
        }
        do {
            try createTables(by: deadline)
            try transactRepeatedly(rows, by: deadline)
            return .delivered
        } catch {
            return Self.outcome(error)
        }
    }

    private static func outcome(_ failure: MySQLFailure) -> Outcome {
        switch MySQLVerdict(failure) {
        case .retry, .again: .retry(after: nil, reason: failure.reason)
        case .pause, .createTables: .pause(reason: failure.advice)
        case .reject: .rejected(reason: failure.reason)
        }
    }

    /// A transaction that lost against another is undone whole, and mostly goes well at once.
    private func transactRepeatedly(_ rows: TableRows, by deadline: ContinuousClock.Instant) throws(MySQLFailure) {
        for _ in 1...Self.maxConflicts {
            do throws(MySQLFailure) {
                return try transact(rows, by: deadline)
            } catch {
                guard MySQLVerdict(error) == .again, .now < deadline else { throw error }
            }
        }
        try transact(rows, by: deadline)
    }

    /// Runs the transaction on the open connection or on a new one. One that broke while it was idle says so only now:
    /// that is no failure of this attempt, and a transaction of which only the answer was lost can run again.
    private func transact(_ rows: TableRows, by deadline: ContinuousClock.Instant) throws(MySQLFailure) {
        if let session {
            do {
                return try transact(rows, on: session, by: deadline)
            } catch {
                guard self.session == nil, error.origin == .connectionLost else { throw error }
            }
        }
        try transact(rows, on: try connected(by: deadline), by: deadline)
    }

    private func transact(
        _ rows: TableRows,
        on session: MySQLSession,
        by deadline: ContinuousClock.Instant
    ) throws(MySQLFailure) {
        do {
            try session.exchange(by: deadline + Self.grace) { (run) throws(MySQLFailure) in
                try withoutActuallyEscaping(run) { (run) throws(MySQLFailure) in
                    var writer = StatementWriter(maxPacket: session.maxPacket, run: run)
                    try writer.write(rows)
                }
                try Self.commit.withUnsafeBufferPointer { (sql) throws(MySQLFailure) in try run(sql) }
            }
        } catch {
            settle(error, session, by: deadline)
            throw error
        }
    }

    /// Undoes what a failed transaction did, or leaves the connection if that is the surer way.
    private func settle(_ failure: MySQLFailure, _ session: MySQLSession, by deadline: ContinuousClock.Instant) {
        if MySQLVerdict.endsConnection(failure) {
            self.session = nil
            return
        }
        do {
            try session.run("ROLLBACK", by: deadline + Self.grace)
        } catch {
            self.session = nil
        }
    }

    private func connected(by deadline: ContinuousClock.Instant) throws(MySQLFailure) -> MySQLSession {
        if let session, !session.isOver { return session }
        let opened = try MySQLSession.connect(configuration, patience: timeout, by: deadline)
        session = opened
        return opened
    }

    private func run(_ sql: String, by deadline: ContinuousClock.Instant) throws(MySQLFailure) -> [[String?]] {
        let session = try connected(by: deadline)
        do {
            return try session.run(sql, by: deadline + Self.grace)
        } catch {
            settle(error, session, by: deadline)
            throw error
        }
    }

    private func writeNothing(by deadline: ContinuousClock.Instant) throws(MySQLFailure) {
        for statement in UpsertStatement.all { _ = try run(statement.withoutRows, by: deadline) }
        _ = try run("COMMIT", by: deadline)
    }

    private func createTables(by deadline: ContinuousClock.Instant) throws(MySQLFailure) {
        let names = MySQLTables.collations.map { "'\($0)'" }.joined(separator: ", ")
        let known = try run(
            "SELECT COLLATION_NAME FROM information_schema.COLLATIONS WHERE COLLATION_NAME IN (\(names))",
            by: deadline
        )
        .compactMap { $0.first ?? nil }
        let tables = MySQLTables(collation: MySQLTables.collations.first(where: known.contains))
        for statement in tables.statements { _ = try run(statement, by: deadline) }
    }

    private static let commit = Array("COMMIT".utf8)
    /// How much longer than the server we wait, so that its answer can still arrive.
    private static let grace = Duration.seconds(1)
    /// How many times a transaction is tried again at once that lost against another.
    private static let maxConflicts = 4
}
