/// The SQL that creates the tables, also for a person to run where the daemon's role may not.
package struct TableDefinitions: Sendable {
    /// One SQL statement each, in the order in which they must run; all of them may run again.
    package let statements: [String]

    /// `createsSchema`: whether the schema, where one is named, may be missing. `compressesWithLZ4`: whether the server
    /// can compress payloads with LZ4, which costs it less than its default does.
    package init(schema: String?, createsSchema: Bool, compressesWithLZ4: Bool) {
        let names = TableNames(schema: schema)
        let schema = createsSchema ? names.schema : nil
        // In the order in which batches are written, whose locks these wait for.
        statements =
            (schema.map { ["CREATE SCHEMA IF NOT EXISTS \($0)"] } ?? [])
            + Self.dataPayloads(names, compression: compressesWithLZ4 ? " COMPRESSION lz4" : "")
            + Self.otherPayloads(names)
            + Self.samples(names)
            + Self.users(names)
    }

    private static func users(_ names: TableNames) -> [String] {
        [
            """
            CREATE TABLE IF NOT EXISTS \(names.users) (
                user_id text PRIMARY KEY,
                reference_id text,
                provider text,
                granted_scopes text,
                created_at timestamptz,
                created_at_text text,
                ordering bigint,
                state text NOT NULL,
                replaced_by text,
                state_ordering bigint
            )
            """,
            "CREATE INDEX IF NOT EXISTS terra_users_reference_id ON \(names.users) (reference_id)",
        ]
    }

    /// `json`, not `jsonb`: what was sent is kept byte for byte.
    private static func dataPayloads(_ names: TableNames, compression: String) -> [String] {
        [
            """
            CREATE TABLE IF NOT EXISTS \(names.dataPayloads) (
                user_id text NOT NULL,
                data_type text NOT NULL,
                record_key text NOT NULL,
                reference_id text,
                provider text,
                start_time timestamptz,
                start_time_local timestamp,
                start_utc_offset_seconds integer,
                end_time timestamptz,
                end_time_local timestamp,
                end_utc_offset_seconds integer,
                received_at timestamptz NOT NULL,
                ordering bigint NOT NULL,
                event_id text NOT NULL,
                payload json\(compression) NOT NULL,
                PRIMARY KEY (user_id, data_type, record_key)
            )
            """
        ]
    }

    private static func otherPayloads(_ names: TableNames) -> [String] {
        [
            """
            CREATE TABLE IF NOT EXISTS \(names.otherPayloads) (
                event_id text PRIMARY KEY,
                user_id text,
                event_type text NOT NULL,
                reference_id text,
                terra_reference text,
                received_at timestamptz NOT NULL,
                ordering bigint NOT NULL,
                payload json NOT NULL
            )
            """,
            """
            CREATE INDEX IF NOT EXISTS terra_other_payloads_user ON \(names.otherPayloads) (user_id, received_at)
            """,
        ]
    }

    /// A reading is confirmed by every later version of its day, up to 288 times: the free tenth of each page lets those
    /// updates stay on the page, without touching an index.
    private static func samples(_ names: TableNames) -> [String] {
        [
            """
            CREATE TABLE IF NOT EXISTS \(names.samples) (
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
            CREATE UNIQUE INDEX IF NOT EXISTS glucose_samples_instant ON \(names.samples) (user_id, recorded_at)
            """,
            """
            CREATE UNIQUE INDEX IF NOT EXISTS glucose_samples_without_offset ON \(names.samples) (user_id, local_time)
            WHERE recorded_at IS NULL
            """,
        ]
    }
}
