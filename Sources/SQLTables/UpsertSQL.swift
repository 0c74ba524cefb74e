/// The statements that write rows, in the dialect that PostgreSQL and SQLite share. Every row is guarded by its own
/// ordering, so that a late older version turns nothing back.
package enum UpsertSQL {
    package static let userColumns = [
        "user_id", "reference_id", "provider", "granted_scopes", "created_at", "created_at_text", "ordering", "state",
        "replaced_by", "state_ordering",
    ]
    package static let dataPayloadColumns = [
        "user_id", "data_type", "record_key", "reference_id", "provider", "start_time", "start_time_local",
        "start_utc_offset_seconds", "end_time", "end_time_local", "end_utc_offset_seconds", "received_at", "ordering",
        "event_id", "payload",
    ]
    package static let otherPayloadColumns = [
        "event_id", "user_id", "event_type", "reference_id", "terra_reference", "received_at", "ordering", "payload",
    ]
    package static let sampleColumns = [
        "user_id", "recorded_at", "local_time", "utc_offset_seconds", "glucose_mg_per_dl", "glucose_level_flag",
        "trend_arrow", "ordering",
    ]

    /// Profile and state age apart: each is taken only where it is not older than what is there. `source` is the
    /// `VALUES` or `SELECT` that yields the columns in their order, here and below.
    package static func users(into table: String, from source: String) -> String {
        let newProfile = "excluded.ordering >= coalesce(t.ordering, excluded.ordering)"
        // Both are unknown, and so not true, where the new row says nothing of the kind: its ordering is NULL then.
        let newState = "excluded.state_ordering >= coalesce(t.state_ordering, excluded.state_ordering)"
        let stateColumns: Set = ["state", "replaced_by", "state_ordering"]
        let assignments = userColumns.dropFirst().map { column in
            let isNew = stateColumns.contains(column) ? newState : newProfile
            return "\(column) = CASE WHEN \(isNew) THEN excluded.\(column) ELSE t.\(column) END"
        }
        return """
            \(insert(into: table, userColumns, from: source))
            ON CONFLICT (user_id) DO UPDATE SET \(assignments.joined(separator: ", "))
            WHERE \(newProfile) OR \(newState)
            """
    }

    /// Users that are not there yet, for tables that refer to them; locks no row that is.
    package static func missingUsers(into table: String, from source: String) -> String {
        "\(insert(into: table, userColumns, from: source)) ON CONFLICT (user_id) DO NOTHING"
    }

    package static func dataPayloads(into table: String, from source: String) -> String {
        """
        \(insert(into: table, dataPayloadColumns, from: source))
        ON CONFLICT (user_id, data_type, record_key) DO UPDATE SET \(assignments(dataPayloadColumns.dropFirst(3)))
        WHERE excluded.ordering >= t.ordering
        """
    }

    /// An event is written once: its identity stands for its bytes.
    package static func otherPayloads(into table: String, from source: String) -> String {
        "\(insert(into: table, otherPayloadColumns, from: source)) ON CONFLICT (event_id) DO NOTHING"
    }

    /// Readings whose instant is known.
    package static func samples(into table: String, from source: String) -> String {
        samples(into: table, from: source, conflict: "(user_id, recorded_at)")
    }

    /// Readings without an offset from UTC.
    package static func floatingSamples(into table: String, from source: String) -> String {
        samples(into: table, from: source, conflict: "(user_id, local_time) WHERE recorded_at IS NULL")
    }

    /// An exact redelivery writes nothing: there is no old version to clean up after it.
    private static func samples(into table: String, from source: String, conflict: String) -> String {
        let columns = sampleColumns.dropFirst(2)
        let new = columns.map { "excluded.\($0)" }.joined(separator: ", ")
        let old = columns.map { "t.\($0)" }.joined(separator: ", ")
        return """
            \(insert(into: table, sampleColumns, from: source))
            ON CONFLICT \(conflict) DO UPDATE SET \(assignments(columns))
            WHERE excluded.ordering >= t.ordering AND (\(new)) IS DISTINCT FROM (\(old))
            """
    }

    private static func insert(into table: String, _ columns: [String], from source: String) -> String {
        "INSERT INTO \(table) AS t (\(columns.joined(separator: ", "))) \(source)"
    }

    private static func assignments(_ columns: ArraySlice<String>) -> String {
        columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    }
}
