import RouterCore
import TestSupport

/// What a SQL store holds, read by a client that is not the daemon's.
struct StoreContents: Sendable {
    struct Day: Sendable {
        let ordering: Int64
        let payload: [UInt8]
    }

    /// By "user/date".
    private(set) var days: [String: Day] = [:]
    private(set) var dayRows = 0
    /// Payloads by the identity of their event.
    private(set) var others: [String: [UInt8]] = [:]
    private(set) var otherRows = 0
    /// mg/dL by "user/instant".
    private(set) var readings: [String: String] = [:]
    private(set) var readingRows = 0

    static func sqlite(_ path: String) async throws -> StoreContents {
        try await read(instant: "recorded_at") { query in
            try await ChildProcess.output(of: "sqlite3", ["-readonly", "-noheader", "-list", path, query])
        }
    }

    static func postgres(_ uri: String, schema: String) async throws -> StoreContents {
        let instant = "to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        return try await read(instant: instant) { query in
            let script = "set search_path to \(schema);\n\(query);\n"
            return try await ChildProcess.output(
                of: "psql",
                ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", uri],
                input: Array(script.utf8)
            )
        }
    }

    private static func read(instant: String, query: (String) async throws -> String) async throws -> StoreContents {
        var contents = StoreContents()
        let days = try await query(
            "select user_id || '/' || record_key || '|' || ordering || '|' || payload from terra_data_payloads"
        )
        for line in days.split(separator: "\n") {
            let fields = line.split(separator: "|", maxSplits: 2)
            contents.dayRows += 1
            contents.days[String(fields[0])] = Day(ordering: Int64(fields[1]) ?? -1, payload: Array(fields[2].utf8))
        }
        for line in try await query("select event_id || '|' || payload from terra_other_payloads").split(
            separator: "\n"
        ) {
            let fields = line.split(separator: "|", maxSplits: 1)
            contents.otherRows += 1
            contents.others[String(fields[0])] = Array(fields[1].utf8)
        }
        let readings = try await query(
            "select user_id || '/' || \(instant) || '|' || cast(glucose_mg_per_dl as integer) from glucose_samples"
        )
        for line in readings.split(separator: "\n") {
            let fields = line.split(separator: "|")
            contents.readingRows += 1
            contents.readings[String(fields[0])] = String(fields[1])
        }
        return contents
    }
}
