internal import RouterCore

/// What `check --connect` says of a server, found without writing.
struct MySQLExamination {
    private let configuration: MySQLConfiguration

    init(_ configuration: MySQLConfiguration) { self.configuration = configuration }

    /// Where no connection could be made.
    func findings(_ failure: MySQLFailure) -> [ConnectionFinding] {
        // Numbers below 2000 are the server's own: it was reached, and refused.
        let answered = 1000..<2000 ~= failure.code || 3000... ~= failure.code
        guard answered, MySQLVerdict(failure) == .pause else {
            return [
                ConnectionFinding(.connection, .bad, failure.advice),
                ConnectionFinding(.credentials, .unknown, "not tried: there is no connection"),
                ConnectionFinding(.target, .unknown, "not tried: there is no connection"),
            ]
        }
        return [
            ConnectionFinding(.connection, .good, "\(configuration.serverName) answers"),
            ConnectionFinding(.credentials, .bad, failure.advice),
            ConnectionFinding(.target, .unknown, "not tried: the server does not let us in"),
        ]
    }

    func findings(_ session: MySQLSession, by deadline: ContinuousClock.Instant) -> [ConnectionFinding] {
        let product = session.isMariaDB ? "MariaDB" : "MySQL"
        let encryption = session.isEncrypted ? "over TLS" : "without TLS"
        return [
            ConnectionFinding(
                .connection,
                .good,
                "\(product) \(session.serverVersion) answers at \(configuration.serverName), \(encryption)"
            ),
            ConnectionFinding(.credentials, .good, "\(configuration.url.user) is let in"),
            target(session, by: deadline),
        ]
    }

    private func target(_ session: MySQLSession, by deadline: ContinuousClock.Instant) -> ConnectionFinding {
        let database = configuration.url.database
        var missing: [String] = []
        for statement in UpsertStatement.all {
            do {
                // Explaining takes the rights that writing takes, and does nothing.
                try session.run("EXPLAIN " + statement.withoutRows, by: deadline)
            } catch {
                guard MySQLVerdict(error) == .createTables else {
                    return ConnectionFinding(.target, .bad, error.advice)
                }
                missing.append(statement.table)
            }
        }
        guard !missing.isEmpty else {
            return ConnectionFinding(
                .target,
                .good,
                "the tables are in the database \(database), and may be written to"
            )
        }
        let names = missing.joined(separator: ", ")
        return mayCreate(session, by: deadline)
            ? ConnectionFinding(.target, .good, "\(names) will be created in the database \(database)")
            : ConnectionFinding(
                .target,
                .unknown,
                """
                \(names) not there yet, and no right to create tables in \(database) is seen: grant CREATE, or run what \
                `distributary schema mysql` prints
                """
            )
    }

    private func mayCreate(_ session: MySQLSession, by deadline: ContinuousClock.Instant) -> Bool {
        let sql = """
            SELECT 1 FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'CREATE' UNION
            SELECT 1 FROM information_schema.SCHEMA_PRIVILEGES WHERE PRIVILEGE_TYPE = 'CREATE'
            AND DATABASE() LIKE TABLE_SCHEMA
            """
        return (try? session.run(sql, by: deadline))?.isEmpty == false
    }
}
