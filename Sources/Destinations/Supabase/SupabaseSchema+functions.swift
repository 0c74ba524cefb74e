import SQLTables

extension SupabaseSchema {
    /// Columns of `terra_data_payloads` as the function takes them, with their types.
    static let dataColumns: [(name: String, type: String)] = [
        ("payload_id", "text"), ("user_id", "text"), ("data_type", "text"), ("record_key", "text"),
        ("reference_id", "text"), ("provider", "text"), ("created_at", "timestamptz"), ("start_time", "timestamptz"),
        ("start_time_local", "timestamp"), ("start_utc_offset_seconds", "integer"), ("end_time", "timestamptz"),
        ("end_time_local", "timestamp"), ("end_utc_offset_seconds", "integer"), ("ordering", "bigint"),
        ("event_id", "text"), ("object_name", "text"),
    ]
    private static let miscColumns: [(name: String, type: String)] = [
        ("payload_id", "text"), ("user_id", "text"), ("data_type", "text"), ("payload_type", "text"),
        ("reference_id", "text"), ("terra_reference", "text"), ("created_at", "timestamptz"), ("ordering", "bigint"),
        ("event_id", "text"), ("object_name", "text"),
    ]
    private static let userTypes = [
        "created_at": "timestamptz", "ordering": "bigint", "state_ordering": "bigint",
    ]
    private static let sampleTypes = [
        "recorded_at": "timestamptz", "local_time": "timestamp", "utc_offset_seconds": "integer",
        "glucose_mg_per_dl": "double precision", "glucose_level_flag": "smallint", "trend_arrow": "smallint",
        "ordering": "bigint",
    ]

    /// Notes the object that a newer version replaces. One of equal ordering stays: its version could come back.
    var supersededTrigger: String {
        """
        CREATE OR REPLACE FUNCTION \(table("distributary_note_superseded"))() RETURNS trigger
        LANGUAGE plpgsql SET search_path = '' AS $$ BEGIN
            INSERT INTO \(table("distributary_superseded")) VALUES (OLD.object_name) ON CONFLICT DO NOTHING;
            RETURN NULL;
        END $$;

        CREATE OR REPLACE TRIGGER distributary_superseded AFTER UPDATE ON \(table("terra_data_payloads"))
            FOR EACH ROW WHEN (OLD.object_name <> NEW.object_name AND OLD.ordering < NEW.ordering)
            EXECUTE FUNCTION \(table("distributary_note_superseded"))()
        """
    }

    /// Takes the rows of a batch, each table as one object of arrays, one array a column; says which objects to delete.
    var writeFunction: String {
        let data = Self.rows("data_payloads", Self.dataColumns)
        let samples = UpsertSQL.sampleColumns.map { ($0, Self.sampleTypes[$0] ?? "text") }
        let users = Self.rows("users", UpsertSQL.userColumns.map { ($0, Self.userTypes[$0] ?? "text") })
        return """
            CREATE OR REPLACE FUNCTION \(table("distributary_write"))(
                users json, data_payloads json, misc_payloads json, samples json, samples_without_offset json, removed json
            ) RETURNS json LANGUAGE plpgsql SECURITY INVOKER SET search_path = '' AS $$
            #variable_conflict use_column
            BEGIN
            DELETE FROM \(table("distributary_superseded"))
            WHERE object_name IN (SELECT json_array_elements_text(removed));

            -- The other tables refer to them.
            \(UpsertSQL.missingUsers(into: table("terra_users"), from: users));

            \(upsertData(from: data));

            INSERT INTO \(table("distributary_superseded"))
            SELECT n.object_name FROM (\(data)) AS n (\(Self.names(Self.dataColumns)))
            JOIN \(table("terra_data_payloads")) AS t ON coalesce(t.user_id, '') = coalesce(n.user_id, '')
                AND t.data_type = n.data_type AND t.record_key = n.record_key
            WHERE t.ordering > n.ordering AND t.object_name <> n.object_name
            ON CONFLICT DO NOTHING;

            DELETE FROM \(table("distributary_superseded")) WHERE object_name IN (
                SELECT t.object_name FROM \(table("terra_data_payloads")) AS t
                WHERE t.payload_id IN (SELECT json_array_elements_text(data_payloads -> 'payload_id'))
            );

            INSERT INTO \(table("terra_misc_payloads")) (\(Self.names(Self.miscColumns)))
            \(Self.rows("misc_payloads", Self.miscColumns))
            ON CONFLICT (payload_id) DO NOTHING;

            \(UpsertSQL.samples(into: table("glucose_samples"), from: Self.rows("samples", samples)));

            \(UpsertSQL.floatingSamples(
                into: table("glucose_samples"),
                from: Self.rows("samples_without_offset", samples)
            ));

            -- Last: most calls name the same users, and their rows are locked until the call has ended.
            \(UpsertSQL.users(into: table("terra_users"), from: users));

            RETURN json_build_object('version', \(Self.version), 'superseded', (
                SELECT coalesce(json_agg(s.object_name), '[]'::json)
                FROM (SELECT object_name FROM \(table("distributary_superseded")) LIMIT \(Self.supersededAtOnce)) AS s
            ));
            END $$
            """
    }

    private func upsertData(from rows: String) -> String {
        let assigned = Self.dataColumns.filter { !["user_id", "data_type", "record_key"].contains($0.name) }
        return """
            INSERT INTO \(table("terra_data_payloads")) AS t (\(Self.names(Self.dataColumns)))
            \(rows)
            ON CONFLICT ((coalesce(user_id, '')), data_type, record_key) DO UPDATE SET
            \(assigned.map { "\($0.name) = excluded.\($0.name)" }.joined(separator: ", "))
            WHERE t.ordering IS NULL OR excluded.ordering >= t.ordering
            """
    }

    /// The rows of one argument: arrays side by side in the list advance together.
    private static func rows(_ argument: String, _ columns: [(name: String, type: String)]) -> String {
        let values = columns.map { "unnest(c.\($0.name))" }.joined(separator: ", ")
        let types = columns.map { "\($0.name) \($0.type)[]" }.joined(separator: ", ")
        return "SELECT \(values) FROM json_to_record(\(argument)) AS c(\(types))"
    }

    private static func names(_ columns: [(name: String, type: String)]) -> String {
        columns.map(\.name).joined(separator: ", ")
    }
}
