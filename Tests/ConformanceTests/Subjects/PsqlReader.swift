import RouterCore
import TestSupport

/// Reads the tables of a schema with `psql`, past whatever stands between a destination and its server.
struct PsqlReader: Sendable {
    /// libpq URI.
    let server: String
    let schema: String

    func readings() async throws -> [StoredReading] {
        let readings = try await rows(
            """
            SELECT user_id, (extract(epoch FROM local_time) * 1000000)::bigint, utc_offset_seconds, glucose_mg_per_dl,
            glucose_level_flag, trend_arrow, ordering, (extract(epoch FROM recorded_at) * 1000000)::bigint
            FROM \(schema).glucose_samples
            """
        )
        return readings.map(Self.reading)
    }

    /// Which user replaced which.
    func replacements() async throws -> [String: String] {
        let rows = try await rows(
            "SELECT user_id, replaced_by FROM \(schema).terra_users WHERE replaced_by IS NOT NULL"
        )
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    /// Records from rows of user, type, key, ordering and document in hexadecimal digits; an empty user of `others` is
    /// none, and another has `user:` before it.
    func records(_ data: String, others: String) async throws -> [StoredRecord] {
        let data = try await rows(data)
        let others = try await rows(others)
        return data.map { Self.record($0, user: $0[0]) }
            + others.map { Self.record($0, user: $0[0].isEmpty ? nil : String($0[0].dropFirst(5))) }
    }

    /// Has the server refuse the rows of an event from now on.
    func refuse(_ sample: SampleEvent) async throws {
        _ = try await run(
            """
            CREATE TABLE IF NOT EXISTS \(schema).refused (event_id text);
            GRANT SELECT ON \(schema).refused TO PUBLIC;
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

    /// What `psql` prints.
    func run(_ sql: String, more: [String] = []) async throws -> String {
        let arguments = [server, "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"]
        return try await ChildProcess.output(of: "psql", arguments + more + ["--file=-"], input: Array(sql.utf8))
    }

    /// Rows of fields.
    private func rows(_ query: String) async throws -> [[String]] {
        // Fields and rows end in characters that no test puts into a key: user ids of tests may hold line breaks.
        let text = try await run(query, more: ["--field-separator=\u{1F}", "--record-separator=\u{1E}"])
        // A line break ends the last row.
        return text.dropLast().split(separator: "\u{1E}").map { row in
            row.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
        }
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
