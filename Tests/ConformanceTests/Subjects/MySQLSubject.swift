import Foundation
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

    private let database = "conformance_" + UUID().uuidString.lowercased().replacing("-", with: "")
    private let server: MySQLURL
    private let url: String
    private let trouble: Trouble

    /// On the server of the test run.
    init() async throws {
        let target = try MySQLURL(TestServers.mysql)
        let proxy = try await FaultProxy(to: Int(target.port))
        server = target
        // Without TLS, so that the proxy can tell a delivery's answer from a connection being set up.
        url = "mysql://\(target.user):\(target.password)@127.0.0.1:\(proxy.port)/\(database)"
        trouble = .proxy(proxy)
        _ = try await mariadb("CREATE DATABASE \(database)", database: "mysql")
    }

    /// On a server of its own: down is killed with SIGKILL, hanging is stopped with SIGSTOP.
    init(killing own: PrivateMySQL) async throws {
        server = try MySQLURL(own.url)
        url = "mysql://root@127.0.0.1:\(own.port)/\(database)"
        trouble = .server(own)
        _ = try await mariadb("CREATE DATABASE \(database)", database: "mysql")
    }

    func reason(against fault: Fault) -> String? {
        guard case .server = trouble, fault == .lostAnswer else { return nil }
        return "a server does not lose answers, a network does: the subject behind a proxy has that"
    }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        try configured(MySQLDestination.self, ["url": url], context)
    }

    func stored() async throws -> StoredState {
        let data = try await rows(
            "SELECT HEX(user_id), HEX(data_type), HEX(record_key), ordering, HEX(payload) FROM terra_data_payloads"
        )
        let other = try await rows(
            """
            SELECT IF(user_id IS NULL, '', HEX(CONCAT('user:', user_id))), HEX(event_type), HEX(event_id), ordering,
            HEX(payload) FROM terra_other_payloads
            """
        )
        let readings = try await rows(
            """
            SELECT HEX(user_id), TIMESTAMPDIFF(MICROSECOND, '1970-01-01', local_time), utc_offset_seconds,
            glucose_mg_per_dl, glucose_level_flag, trend_arrow, ordering,
            TIMESTAMPDIFF(MICROSECOND, '1970-01-01', recorded_at) FROM glucose_samples
            """
        )
        let replacements = try await rows(
            "SELECT HEX(user_id), HEX(replaced_by) FROM terra_users WHERE replaced_by IS NOT NULL"
        )
        return .records(
            data.map { Self.record($0, user: Self.text($0[0])) }
                + other.map { Self.record($0, user: $0[0].isEmpty ? nil : String(Self.text($0[0]).dropFirst(5))) },
            readings: readings.map(Self.reading),
            replacements: Dictionary(uniqueKeysWithValues: replacements.map { (Self.text($0[0]), Self.text($0[1])) })
        )
    }

    func poison(_ sample: SampleEvent) async throws {
        _ = try await mariadb(
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

    private func rows(_ query: String) async throws -> [[String]] {
        try await mariadb(query).split(separator: "\n").map { row in
            row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private func mariadb(_ sql: String, database: String? = nil) async throws -> String {
        let arguments = [
            "--no-defaults", "--host=127.0.0.1", "--port=\(server.port)", "--user=\(server.user)", "--batch", "--raw",
            "--skip-column-names", "--default-character-set=utf8mb4", database ?? self.database,
        ]
        return try await ChildProcess.output(
            of: "mariadb",
            arguments,
            environment: ["MYSQL_PWD": server.password],
            input: Array(sql.utf8)
        )
    }

    private static func record(_ row: [String], user: String?) -> StoredRecord {
        StoredRecord(
            key: NaturalKey(userID: user, type: text(row[1]), value: text(row[2])),
            ordering: Int64(row[3]),
            document: bytes(hexadecimal: row[4])
        )
    }

    private static func reading(_ row: [String]) -> StoredReading {
        let local = Int64(row[1]) ?? .min
        let time = SampleTime(localMicroseconds: local, offsetSeconds: Int(row[2]))
        // The instant must agree with wall clock and offset: otherwise the row is shown with an impossible time.
        let isConsistent = time.unixMicroseconds == Int64(row[7])
        return StoredReading(
            user: text(row[0]),
            time: isConsistent ? time : SampleTime(localMicroseconds: .min, offsetSeconds: nil),
            milligramsPerDeciliter: Double(row[3]),
            flag: Int(row[4]),
            trend: Int(row[5]),
            ordering: Int64(row[6]) ?? .min
        )
    }

    private static func text(_ hexadecimal: String) -> String {
        String(decoding: bytes(hexadecimal: hexadecimal), as: UTF8.self)
    }

    private static func bytes(hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.utf8.map {
            $0 < UInt8(ascii: "A") ? $0 - UInt8(ascii: "0") : $0 - UInt8(ascii: "A") + 10
        }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
