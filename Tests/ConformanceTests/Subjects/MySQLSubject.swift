import MySQLDestination
import RouterCore
import TestSupport

/// MariaDB, with a database of its own. What it holds is read with `mariadb`, past whatever brings about the faults.
final class MySQLSubject: ConformanceSubject {
    private enum Trouble {
        /// The server of the test run, behind a proxy.
        case proxy(FaultProxy)
        /// A server of its own, which is killed and frozen.
        case server(PrivateMySQL)
    }

    private let database: MySQLDatabase
    private let url: String
    private let trouble: Trouble

    /// On the server of the test run.
    init() async throws {
        database = try await MySQLDatabase()
        let proxy = try await FaultProxy(to: database.port)
        // Without TLS, so that the proxy can tell a delivery's answer from a connection being set up.
        url = database.url(port: proxy.port)
        trouble = .proxy(proxy)
    }

    /// On a server of its own: down is killed with SIGKILL, hanging is stopped with SIGSTOP.
    init(killing own: PrivateMySQL) async throws {
        database = try await MySQLDatabase(on: own)
        url = database.url
        trouble = .server(own)
    }

    func reason(against fault: Fault) -> String? {
        guard case .server = trouble, fault == .lostAnswer else { return nil }
        return "a server does not lose answers, a network does: the subject behind a proxy has that"
    }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        try configured(MySQLDestination.self, ["url": url], context)
    }

    func stored() async throws -> StoredState {
        let data = try await database.rows(
            ["user_id", "data_type", "record_key", "ordering", "payload"],
            from: "terra_data_payloads"
        )
        let other = try await database.rows(
            ["user_id", "event_type", "event_id", "ordering", "payload"],
            from: "terra_other_payloads"
        )
        let readings = try await database.rows(
            [
                "user_id", "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', local_time)", "utc_offset_seconds",
                "glucose_mg_per_dl", "glucose_level_flag", "trend_arrow", "ordering",
                "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', recorded_at)",
            ],
            from: "glucose_samples"
        )
        let replacements = try await database.rows(
            ["user_id", "replaced_by"],
            from: "terra_users WHERE replaced_by IS NOT NULL"
        )
        return .records(
            (data + other).map(Self.record),
            readings: readings.map(Self.reading),
            replacements: Dictionary(uniqueKeysWithValues: replacements.map { ($0[0] ?? "", $0[1] ?? "") })
        )
    }

    func poison(_ sample: SampleEvent) async throws {
        try await database.execute(
            """
            DELIMITER //
            CREATE TRIGGER refuse BEFORE INSERT ON terra_data_payloads FOR EACH ROW BEGIN
                IF NEW.event_id = '\(sample.id)' THEN
                    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused by a test';
                END IF;
            END //
            """
        )
    }

    func setDown(_ isDown: Bool) async throws {
        switch trouble {
        case .proxy(let proxy): if isDown { try await proxy.refuse() } else { try await proxy.accept() }
        case .server(let server): if isDown { await server.kill() } else { try await server.start() }
        }
    }

    func setHanging(_ isHanging: Bool) async throws {
        switch trouble {
        case .proxy(let proxy): proxy.set(isHanging ? .blackhole : .forward)
        case .server(let server): if isHanging { await server.freeze() } else { await server.thaw() }
        }
    }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        guard case .proxy(let proxy) = trouble else { preconditionFailure("the fault does not apply") }
        // The answer to COMMIT on a connection that is set up: OK, with no rows affected and no transaction open.
        proxy.set(.holdResponses(containing: [7, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]))
        try await send()
        try await eventually("an answer is held back") { proxy.holding > 0 }
        try await eventually("the rows are committed", isWritten)
        proxy.cut()
        proxy.set(.forward)
    }

    private static func record(_ row: [String?]) -> StoredRecord {
        StoredRecord(
            key: NaturalKey(userID: row[0], type: row[1] ?? "", value: row[2] ?? ""),
            ordering: row[3].flatMap { Int64($0) },
            document: Array((row[4] ?? "").utf8)
        )
    }

    private static func reading(_ row: [String?]) -> StoredReading {
        let local = row[1].flatMap { Int64($0) } ?? .min
        let time = SampleTime(localMicroseconds: local, offsetSeconds: row[2].flatMap { Int($0) })
        // The instant must agree with wall clock and offset: otherwise the row is shown with an impossible time.
        let isConsistent = time.unixMicroseconds == row[7].flatMap { Int64($0) }
        return StoredReading(
            user: row[0] ?? "",
            time: isConsistent ? time : SampleTime(localMicroseconds: .min, offsetSeconds: nil),
            milligramsPerDeciliter: row[3].flatMap { Double($0) },
            flag: row[4].flatMap { Int($0) },
            trend: row[5].flatMap { Int($0) },
            ordering: row[6].flatMap { Int64($0) } ?? .min
        )
    }
}
