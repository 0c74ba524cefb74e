import TestSupport

/// The rows of `glucose_samples` as ("user/local time", mg/dL), read by a client that is not the daemon's.
enum ReadingRows {
    static func sqlite(_ path: String) async throws -> [(String, String)] {
        let query =
            "select user_id || '/' || local_time || '|' || cast(glucose_mg_per_dl as integer) from glucose_samples"
        return rows(try await ChildProcess.output(of: "sqlite3", ["-readonly", "-noheader", "-list", path, query]))
    }

    static func postgres(_ uri: String, schema: String) async throws -> [(String, String)] {
        let query = """
            select user_id || '/' || to_char(local_time, 'YYYY-MM-DD"T"HH24:MI:SS.US') || '|' || glucose_mg_per_dl::integer
            from \(schema).glucose_samples
            """
        return rows(
            try await ChildProcess.output(
                of: "psql",
                ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", uri, "-c", query]
            )
        )
    }

    private static func rows(_ output: String) -> [(String, String)] {
        output.split(separator: "\n").map { line in
            let fields = line.split(separator: "|")
            return (String(fields[0]), String(fields[1]))
        }
    }
}
