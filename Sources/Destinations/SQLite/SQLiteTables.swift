/// The tables, as in PostgreSQL, with times as text: an instant in UTC as `2026-09-15T22:57:17.000000Z`, which sorts
/// as it should, and a wall clock as the same without `Z`.
package enum SQLiteTables {
    /// The SQL that creates the tables; it may run again.
    package static let definition = """
        CREATE TABLE IF NOT EXISTS terra_users (
            user_id TEXT NOT NULL PRIMARY KEY,
            reference_id TEXT,
            provider TEXT,
            granted_scopes TEXT,
            created_at TEXT,
            created_at_text TEXT,
            ordering INTEGER,
            state TEXT NOT NULL,
            replaced_by TEXT,
            state_ordering INTEGER
        ) STRICT;
        CREATE INDEX IF NOT EXISTS terra_users_reference_id ON terra_users (reference_id);

        CREATE TABLE IF NOT EXISTS terra_data_payloads (
            user_id TEXT NOT NULL,
            data_type TEXT NOT NULL,
            record_key TEXT NOT NULL,
            reference_id TEXT,
            provider TEXT,
            start_time TEXT,
            start_time_local TEXT,
            start_utc_offset_seconds INTEGER,
            end_time TEXT,
            end_time_local TEXT,
            end_utc_offset_seconds INTEGER,
            received_at TEXT NOT NULL,
            ordering INTEGER NOT NULL,
            event_id TEXT NOT NULL,
            payload TEXT NOT NULL,
            PRIMARY KEY (user_id, data_type, record_key)
        ) STRICT;

        CREATE TABLE IF NOT EXISTS terra_other_payloads (
            event_id TEXT NOT NULL PRIMARY KEY,
            user_id TEXT,
            event_type TEXT NOT NULL,
            reference_id TEXT,
            terra_reference TEXT,
            received_at TEXT NOT NULL,
            ordering INTEGER NOT NULL,
            payload TEXT NOT NULL
        ) STRICT;
        CREATE INDEX IF NOT EXISTS terra_other_payloads_user ON terra_other_payloads (user_id, received_at);

        CREATE TABLE IF NOT EXISTS glucose_samples (
            user_id TEXT NOT NULL,
            recorded_at TEXT,
            local_time TEXT NOT NULL,
            utc_offset_seconds INTEGER,
            glucose_mg_per_dl REAL,
            glucose_level_flag INTEGER,
            trend_arrow INTEGER,
            ordering INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX IF NOT EXISTS glucose_samples_instant ON glucose_samples (user_id, recorded_at);
        CREATE UNIQUE INDEX IF NOT EXISTS glucose_samples_without_offset ON glucose_samples (user_id, local_time)
        WHERE recorded_at IS NULL;
        """
}
