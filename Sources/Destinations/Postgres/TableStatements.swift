import RouterCore
import SQLTables

/// The statements that write rows: one for each table, its rows as arrays, one array a column.
///
/// Every row is guarded by its own ordering, so that a late older version turns nothing back.
struct TableStatements: Sendable {
    private let users: String
    private let dataPayloads: String
    private let otherPayloads: String
    private let samples: String
    private let floatingSamples: String

    init(_ names: TableNames) {
        users = Self.users(names.users)
        dataPayloads = Self.dataPayloads(names.dataPayloads)
        otherPayloads = """
            INSERT INTO \(names.otherPayloads) (
                event_id, user_id, event_type, reference_id, terra_reference, received_at, ordering, payload)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (event_id) DO NOTHING
            """
        samples = Self.samples(names.samples, conflict: "(user_id, recorded_at)")
        floatingSamples = Self.samples(names.samples, conflict: "(user_id, local_time) WHERE recorded_at IS NULL")
    }

    /// What one transaction has to write; tables always in the same order, as rows are, so that concurrent transactions
    /// wait for one another rather than deadlock. Empty tables are left out but where `includingEmpty`: writing no row
    /// still shows whether tables, columns, unique indexes and rights are as they must be.
    func statements(for rows: TableRows, includingEmpty: Bool = false) -> [Statement] {
        var statements: [Statement] = []
        if includingEmpty || !rows.users.isEmpty {
            statements.append(Statement(users, .users(rows.users)))
        }
        if includingEmpty || !rows.dataPayloads.isEmpty {
            statements.append(Statement(dataPayloads, .dataPayloads(rows.dataPayloads)))
        }
        if includingEmpty || !rows.otherPayloads.isEmpty {
            statements.append(Statement(otherPayloads, .otherPayloads(rows.otherPayloads)))
        }
        if includingEmpty || !rows.samples.isEmpty {
            statements.append(Statement(samples, .samples(rows.samples, users: rows.sampleUsers)))
        }
        if includingEmpty || !rows.floatingSamples.isEmpty {
            statements.append(Statement(floatingSamples, .samples(rows.floatingSamples, users: rows.sampleUsers)))
        }
        return statements
    }

    /// Profile and state age apart: each is taken only where it is not older than what is there.
    private static func users(_ table: String) -> String {
        let newProfile = "excluded.ordering >= t.ordering"
        let newState = "excluded.state_ordering >= coalesce(t.state_ordering, excluded.state_ordering)"
        let profile = ["reference_id", "provider", "granted_scopes", "created_at", "created_at_text", "ordering"]
            .map { "\($0) = CASE WHEN \(newProfile) THEN excluded.\($0) ELSE t.\($0) END" }
        let state = ["state", "replaced_by", "state_ordering"]
            .map { "\($0) = CASE WHEN \(newState) THEN excluded.\($0) ELSE t.\($0) END" }
        return """
            INSERT INTO \(table) AS t (
                user_id, reference_id, provider, granted_scopes, created_at, created_at_text, ordering, state,
                replaced_by, state_ordering)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (user_id) DO UPDATE SET \((profile + state).joined(separator: ", "))
            WHERE \(newProfile) OR \(newState)
            """
    }

    private static func dataPayloads(_ table: String) -> String {
        let columns = [
            "reference_id", "provider", "start_time", "start_time_local", "start_utc_offset_seconds", "end_time",
            "end_time_local", "end_utc_offset_seconds", "received_at", "ordering", "event_id", "payload",
        ]
        return """
            INSERT INTO \(table) AS t (user_id, data_type, record_key, \(columns.joined(separator: ", ")))
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (user_id, data_type, record_key)
            DO UPDATE SET \(columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
            WHERE excluded.ordering >= t.ordering
            """
    }

    /// An exact redelivery writes nothing: there is no row to clean up after it.
    private static func samples(_ table: String, conflict: String) -> String {
        let columns = [
            "local_time", "utc_offset_seconds", "glucose_mg_per_dl", "glucose_level_flag", "trend_arrow", "ordering",
        ]
        let new = columns.map { "excluded.\($0)" }.joined(separator: ", ")
        let old = columns.map { "t.\($0)" }.joined(separator: ", ")
        return """
            INSERT INTO \(table) AS t (user_id, recorded_at, \(columns.joined(separator: ", ")))
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT \(conflict)
            DO UPDATE SET \(columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
            WHERE excluded.ordering >= t.ordering AND (\(new)) IS DISTINCT FROM (\(old))
            """
    }
}
