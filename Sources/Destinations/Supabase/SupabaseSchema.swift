import SQLTables

/// The SQL that a project needs once: Terra's tables with the columns that keep the newer version, `glucose_samples`,
/// the function that the destination calls, and the bucket. All of it may run again.
///
/// PostgREST cannot say ON CONFLICT … WHERE, so that the rows of a batch go to one function, which guards each by its
/// ordering, in one transaction. Storage cannot say it either, so that every version of a record is an object of its own,
/// written before the row that names it; the row is what decides. Objects that a newer version has replaced are noted in
/// `distributary_superseded` by the same transaction, and deleted afterwards.
package struct SupabaseSchema: Sendable {
    /// What `distributary_write` answers as its version: it changes with what the destination asks of it.
    static let version = 1
    /// How many superseded objects one call of the function names: what one request to Storage deletes at most.
    static let supersededAtOnce = 1000

    private let schema: String
    private let schemaName: String
    private let bucket: String

    /// `schema` is where PostgREST looks, `bucket` what objects go into.
    package init(schema: String, bucket: String) {
        schemaName = schema
        self.schema = "\"\(schema.replacing("\"", with: "\"\""))\""
        self.bucket = "'\(bucket.replacing("'", with: "''"))'"
    }

    /// The statements as one script.
    package var sql: String {
        (tables + [supersededTrigger, writeFunction] + grants + bucketAndCache).joined(separator: ";\n\n") + ";\n"
    }

    func table(_ name: String) -> String { "\(schema).\(name)" }

    private var tables: [String] {
        (schemaName == "public" ? [] : ["CREATE SCHEMA IF NOT EXISTS \(schema)"])
            + usersTable + payloadTables + samplesTable + [
                """
                CREATE TABLE IF NOT EXISTS \(table("distributary_superseded")) (
                    object_name text PRIMARY KEY
                )
                """
            ]
    }

    /// Terra's own columns first; a table that Terra made gets the others.
    private var usersTable: [String] {
        [
            """
            CREATE TABLE IF NOT EXISTS \(table("terra_users")) (
                user_id text PRIMARY KEY,
                reference_id text,
                created_at timestamptz,
                granted_scopes text,
                provider text,
                state text
            )
            """,
            """
            ALTER TABLE \(table("terra_users"))
                ADD COLUMN IF NOT EXISTS created_at_text text,
                ADD COLUMN IF NOT EXISTS ordering bigint,
                ADD COLUMN IF NOT EXISTS replaced_by text,
                ADD COLUMN IF NOT EXISTS state_ordering bigint
            """,
            "CREATE INDEX IF NOT EXISTS terra_users_reference_id ON \(table("terra_users")) (reference_id)",
        ]
    }

    private var payloadTables: [String] {
        let user = """
            FOREIGN KEY (user_id) REFERENCES \(table("terra_users")) (user_id) ON DELETE CASCADE ON UPDATE CASCADE
            """
        return [
            """
            CREATE TABLE IF NOT EXISTS \(table("terra_data_payloads")) (
                payload_id text PRIMARY KEY,
                user_id text,
                data_type text,
                created_at timestamptz,
                start_time timestamptz,
                end_time timestamptz,
                \(user)
            )
            """,
            // An event without a user has no row in terra_users to refer to.
            """
            ALTER TABLE \(table("terra_data_payloads"))
                ALTER COLUMN user_id DROP NOT NULL,
                ADD COLUMN IF NOT EXISTS record_key text,
                ADD COLUMN IF NOT EXISTS reference_id text,
                ADD COLUMN IF NOT EXISTS provider text,
                ADD COLUMN IF NOT EXISTS start_time_local timestamp,
                ADD COLUMN IF NOT EXISTS start_utc_offset_seconds integer,
                ADD COLUMN IF NOT EXISTS end_time_local timestamp,
                ADD COLUMN IF NOT EXISTS end_utc_offset_seconds integer,
                ADD COLUMN IF NOT EXISTS ordering bigint,
                ADD COLUMN IF NOT EXISTS event_id text,
                ADD COLUMN IF NOT EXISTS object_name text
            """,
            """
            CREATE UNIQUE INDEX IF NOT EXISTS terra_data_payloads_record ON \(table("terra_data_payloads"))
                ((coalesce(user_id, '')), data_type, record_key)
            """,
            """
            CREATE TABLE IF NOT EXISTS \(table("terra_misc_payloads")) (
                payload_id text PRIMARY KEY,
                user_id text,
                data_type text,
                payload_type text,
                created_at timestamptz,
                \(user)
            )
            """,
            """
            ALTER TABLE \(table("terra_misc_payloads"))
                ALTER COLUMN user_id DROP NOT NULL,
                ADD COLUMN IF NOT EXISTS reference_id text,
                ADD COLUMN IF NOT EXISTS terra_reference text,
                ADD COLUMN IF NOT EXISTS ordering bigint,
                ADD COLUMN IF NOT EXISTS event_id text,
                ADD COLUMN IF NOT EXISTS object_name text
            """,
        ]
    }

    private var samplesTable: [String] {
        [
            """
            CREATE TABLE IF NOT EXISTS \(table("glucose_samples")) (
                user_id text NOT NULL,
                recorded_at timestamptz,
                local_time timestamp NOT NULL,
                utc_offset_seconds integer,
                glucose_mg_per_dl double precision,
                glucose_level_flag smallint,
                trend_arrow smallint,
                ordering bigint NOT NULL
            ) WITH (fillfactor = 90)
            """,
            """
            CREATE UNIQUE INDEX IF NOT EXISTS glucose_samples_instant ON \(table("glucose_samples"))
                (user_id, recorded_at)
            """,
            """
            CREATE UNIQUE INDEX IF NOT EXISTS glucose_samples_without_offset ON \(table("glucose_samples"))
                (user_id, local_time) WHERE recorded_at IS NULL
            """,
        ]
    }

    /// Rows are closed to everybody but the service role until somebody writes a policy.
    private var grants: [String] {
        let data = ["terra_users", "terra_data_payloads", "terra_misc_payloads", "glucose_samples"].map { table($0) }
        let superseded = table("distributary_superseded")
        let function = "\(table("distributary_write"))(json, json, json, json, json, json)"
        return (data + [superseded]).map { "ALTER TABLE \($0) ENABLE ROW LEVEL SECURITY" } + [
            "GRANT USAGE ON SCHEMA \(schema) TO service_role",
            "GRANT SELECT, INSERT, UPDATE ON \(data.joined(separator: ", ")) TO service_role",
            "GRANT SELECT, INSERT, DELETE ON \(superseded) TO service_role",
            "REVOKE ALL ON FUNCTION \(function) FROM PUBLIC, anon, authenticated",
            "GRANT EXECUTE ON FUNCTION \(function) TO service_role",
        ]
    }

    private var bucketAndCache: [String] {
        [
            """
            INSERT INTO storage.buckets (id, name, public) VALUES (\(bucket), \(bucket), false)
            ON CONFLICT (id) DO NOTHING
            """,
            "NOTIFY pgrst, 'reload schema'",
        ]
    }
}
