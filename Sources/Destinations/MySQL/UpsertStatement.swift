import SQLTables

/// The SQL around the rows of one table: MySQL's and MariaDB's form of an upsert. Every row is guarded by its own
/// ordering, so that a late older version turns nothing back.
///
/// Assignments take effect from left to right, so the ordering that the others are guarded by comes last.
struct UpsertStatement: Sendable {
    let table: String
    let columns: [String]
    private let assignments: String

    /// `INSERT INTO … VALUES `, which the rows follow.
    var head: String { "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES " }
    /// What follows the rows.
    var tail: String { " ON DUPLICATE KEY UPDATE \(assignments)" }

    /// The statement with no rows: it writes nothing, and shows whether table, columns and rights are as they must be.
    var withoutRows: String {
        let nothing = columns.map { _ in "NULL" }.joined(separator: ", ")
        return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) SELECT \(nothing) FROM DUAL WHERE FALSE"
            + tail
    }

    /// Profile and state age apart: each is taken only where it is not older than what is there. Neither is where the
    /// new row says nothing of the kind: its ordering is NULL then, and so is the comparison.
    static let users = UpsertStatement(
        table: "terra_users",
        columns: UpsertSQL.userColumns,
        assignments: guarded(
            ["reference_id", "provider", "granted_scopes", "created_at", "created_at_text", "ordering"],
            by: "VALUES(ordering) >= COALESCE(ordering, VALUES(ordering))"
        ) + ", "
            + guarded(
                ["state", "replaced_by", "state_ordering"],
                by: "VALUES(state_ordering) >= COALESCE(state_ordering, VALUES(state_ordering))"
            )
    )

    static let dataPayloads = UpsertStatement(
        table: "terra_data_payloads",
        columns: UpsertSQL.dataPayloadColumns,
        assignments: guarded(
            UpsertSQL.dataPayloadColumns.dropFirst(3).filter { $0 != "ordering" } + ["ordering"],
            by: "VALUES(ordering) >= ordering"
        )
    )

    /// An event is written once: its identity stands for its bytes.
    static let otherPayloads = UpsertStatement(
        table: "terra_other_payloads",
        columns: UpsertSQL.otherPayloadColumns,
        assignments: "event_id = VALUES(event_id)"
    )

    static let samples = UpsertStatement(
        table: "glucose_samples",
        columns: sampleKey + sampleValues + ["ordering"],
        assignments: guarded(sampleValues + ["ordering"], by: "VALUES(ordering) >= ordering")
    )

    /// In the order in which transactions write them, so that they wait for one another rather than deadlock.
    static let all = [users, dataPayloads, otherPayloads, samples]

    private static let sampleKey = ["user_id", "sample_time", "has_offset"]
    private static let sampleValues = [
        "local_time", "utc_offset_seconds", "glucose_mg_per_dl", "glucose_level_flag", "trend_arrow",
    ]

    private static func guarded(_ columns: [String], by condition: String) -> String {
        columns.map { "\($0) = IF(\(condition), VALUES(\($0)), \($0))" }.joined(separator: ", ")
    }
}
