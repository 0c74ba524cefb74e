import Foundation
import PostgresDestination
import RouterCore
import TestSupport

/// PostgreSQL, with a schema of its own. What it holds is read with `psql`, past whatever brings about the faults.
final class PostgresSubject: ConformanceSubject {
    private enum Trouble {
        /// The server of the test run, or pgbouncer, behind a proxy.
        case proxy(FaultProxy)
        /// A server of its own, which is killed and frozen.
        case server(PrivatePostgres)
    }

    private let schema = "conformance_" + UUID().uuidString.lowercased().replacing("-", with: "")
    private let server: String
    private let url: String
    private let trouble: Trouble

    /// On the server of the test run, straight or through pgbouncer in transaction mode.
    init(isPooled: Bool) async throws {
        server = try TestServers.postgres
        let target = try ServerURL(isPooled ? TestServers.pgbouncer : server)
        let proxy = try await FaultProxy(to: target.port)
        // Without TLS, so that the proxy can tell a delivery's answer from a connection being set up.
        url = target.url(port: proxy.port, query: "sslmode=disable")
        trouble = .proxy(proxy)
    }

    /// On a server of its own: down is killed with SIGKILL, hanging is stopped with SIGSTOP.
    init(killing own: PrivatePostgres) {
        server = own.uri
        url = own.uri
        trouble = .server(own)
    }

    func reason(against fault: Fault) -> String? {
        guard case .server = trouble, fault == .lostAnswer else { return nil }
        return "a server does not lose answers, a network does: the subject behind a proxy has that"
    }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        try configured(PostgresDestination.self, ["url": url, "schema": schema], context)
    }

    func stored() async throws -> StoredState {
        let document = "encode(convert_to(payload::text, 'UTF8'), 'hex')"
        let data = try await rows(
            "SELECT user_id, data_type, record_key, ordering, \(document) FROM \(schema).terra_data_payloads"
        )
        let other = try await rows(
            """
            SELECT CASE WHEN user_id IS NULL THEN '' ELSE 'user:' || user_id END, event_type, event_id, ordering,
            \(document) FROM \(schema).terra_other_payloads
            """
        )
        let records =
            data.map { Self.record($0, user: $0[0]) }
            + other.map { Self.record($0, user: $0[0].isEmpty ? nil : String($0[0].dropFirst(5))) }
        let readings = try await rows(
            """
            SELECT user_id, (extract(epoch FROM local_time) * 1000000)::bigint, utc_offset_seconds, glucose_mg_per_dl,
            glucose_level_flag, trend_arrow, ordering, (extract(epoch FROM recorded_at) * 1000000)::bigint
            FROM \(schema).glucose_samples
            """
        )
        let replacements = try await rows(
            "SELECT user_id, replaced_by FROM \(schema).terra_users WHERE replaced_by IS NOT NULL"
        )
        return .records(
            records,
            readings: readings.map(Self.reading),
            replacements: Dictionary(uniqueKeysWithValues: replacements.map { ($0[0], $0[1]) })
        )
    }

    func poison(_ sample: SampleEvent) async throws {
        _ = try await psql(
            """
            CREATE TABLE IF NOT EXISTS \(schema).refused (event_id text);
            INSERT INTO \(schema).refused VALUES ('\(sample.id)');
            CREATE OR REPLACE FUNCTION \(schema).refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF EXISTS (SELECT FROM \(schema).refused WHERE event_id = NEW.event_id) THEN
                    RAISE check_violation USING MESSAGE = 'refused by a test';
                END IF;
                RETURN NEW;
            END $$;
            CREATE OR REPLACE TRIGGER refuse BEFORE INSERT OR UPDATE ON \(schema).terra_data_payloads
                FOR EACH ROW EXECUTE FUNCTION \(schema).refuse();
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
        proxy.set(.holdResponses(containing: Array("INSERT 0 ".utf8)))
        try await send()
        try await eventually("an answer is held back") { proxy.holding > 0 }
        try await eventually("the rows are committed", isWritten)
        proxy.cut()
        proxy.set(.forward)
    }

    /// Rows of fields as `psql` prints them.
    private func rows(_ query: String) async throws -> [[String]] {
        // Fields and rows end in characters that no test puts into a key: user ids of tests may hold line breaks.
        let text = try await psql(query, more: ["--field-separator=\u{1F}", "--record-separator=\u{1E}"])
        // A line break ends the last row.
        return text.dropLast().split(separator: "\u{1E}").map { row in
            row.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private func psql(_ sql: String, more: [String] = []) async throws -> String {
        let arguments = [server, "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"]
        return try await ChildProcess.output(of: "psql", arguments + more + ["--file=-"], input: Array(sql.utf8))
    }

    private static func record(_ row: [String], user: String?) -> StoredRecord {
        StoredRecord(
            key: NaturalKey(userID: user, type: row[1], value: row[2]),
            ordering: Int64(row[3]),
            document: bytes(hex: row[4])
        )
    }

    private static func reading(_ row: [String]) -> StoredReading {
        let local = Int64(row[1]) ?? .min
        let offset = Int(row[2])
        let time = SampleTime(localMicroseconds: local, offsetSeconds: offset)
        // The instant must agree with wall clock and offset: otherwise the row is shown with an impossible time.
        let isConsistent = time.unixMicroseconds == Int64(row[7])
        return StoredReading(
            user: row[0],
            time: isConsistent ? time : SampleTime(localMicroseconds: .min, offsetSeconds: nil),
            milligramsPerDeciliter: Double(row[3]),
            flag: Int(row[4]),
            trend: Int(row[5]),
            ordering: Int64(row[6]) ?? .min
        )
    }

    private static func bytes(hex: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in hex.utf8 {
            let value = digit < UInt8(ascii: "a") ? digit &- UInt8(ascii: "0") : digit &- UInt8(ascii: "a") &+ 10
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
