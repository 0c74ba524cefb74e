internal import RouterCore
import SQLTables

extension PostgresConnection {
    /// Connects and writes no rows into every table, which shows all that could be in the way of writing some; creates
    /// nothing.
    func examine(by deadline: ContinuousClock.Instant) -> [ConnectionFinding] {
        var missing: PostgresFailure?
        // One by one: a table that is missing says nothing of the others.
        for statement in statements.statements(for: TableRows(Batch([])), includingEmpty: true) {
            do throws(PostgresFailure) {
                try transact([statement], by: deadline)
            } catch {
                guard error.isOfMissingTable else { return findings(error, by: deadline) }
                missing = missing ?? error
            }
        }
        if let missing { return findings(missing, by: deadline) }
        return findings(target: .init(.target, .good, "the tables are there and may be written to"))
    }

    private func findings(_ failure: PostgresFailure, by deadline: ContinuousClock.Instant) -> [ConnectionFinding] {
        let verdict = PostgresVerdict(failure)
        let isAboutCredentials = failure.sqlState?.hasPrefix("28") == true
        switch failure.origin {
        case .connecting where isAboutCredentials:
            return [
                ConnectionFinding(.connection, .good, "the server answers"),
                ConnectionFinding(.credentials, .bad, failure.reason),
                ConnectionFinding(.target, .unknown, "not looked at without credentials"),
            ]
        case .connecting where verdict == .pause, .statement where verdict != .createTables:
            return findings(target: ConnectionFinding(.target, .bad, failure.advice))
        case .statement:
            return findings(target: missingTables(failure, by: deadline))
        case .connecting, .connectionLost, .deadline:
            return [
                ConnectionFinding(.connection, .bad, failure.reason),
                ConnectionFinding(.credentials, .unknown, "not looked at without a connection"),
                ConnectionFinding(.target, .unknown, "not looked at without a connection"),
            ]
        }
    }

    /// Once the server has taken the credentials.
    private func findings(target: ConnectionFinding) -> [ConnectionFinding] {
        let isUnverified = session?.peer.isUnverified ?? false
        let hint = isUnverified ? ", without having to prove who it is: add sslmode=verify-full to 'url'" : ""
        return [
            ConnectionFinding(.connection, .good, "the server answers\(hint)"),
            ConnectionFinding(.credentials, .good, "the server takes the credentials"),
            target,
        ]
    }

    /// Whether tables that are not there can be created.
    private func missingTables(_ failure: PostgresFailure, by deadline: ContinuousClock.Instant) -> ConnectionFinding {
        guard failure.isOfMissingTable else { return ConnectionFinding(.target, .bad, failure.advice) }
        let schema = names.schema == nil ? "pg_catalog.quote_ident(pg_catalog.current_schema())" : names.schemaLiteral
        let question = Statement(
            """
            SELECT CASE WHEN \(schema) IS NULL THEN false
            WHEN space IS NULL
            THEN pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
            ELSE pg_catalog.has_schema_privilege(space::oid, 'USAGE')
            AND pg_catalog.has_schema_privilege(space::oid, 'CREATE') END
            FROM (SELECT pg_catalog.to_regnamespace(\(schema)) AS space) AS found
            """
        )
        do throws(PostgresFailure) {
            guard try transact([question], by: deadline) == "t" else {
                return ConnectionFinding(
                    .target,
                    .bad,
                    "\(failure.message), and this role may not create it: grant CREATE, or create the tables with what `distributary schema postgres` prints"
                )
            }
            return ConnectionFinding(.target, .good, "the tables that are missing will be created")
        } catch {
            return ConnectionFinding(.target, .unknown, error.reason)
        }
    }
}

extension PostgresFailure {
    /// Whether a table, or its schema, is not there; not so where it lacks a column.
    fileprivate var isOfMissingTable: Bool {
        origin == .statement && sqlState != "42703" && PostgresVerdict(self) == .createTables
    }
}
