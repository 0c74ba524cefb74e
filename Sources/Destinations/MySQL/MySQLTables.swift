/// The SQL that creates the tables, also for a person to run where the daemon's user may not.
package struct MySQLTables: Sendable {
    /// One SQL statement each, in the order in which they must run; all of them may run again.
    package let statements: [String]

    /// `collation`: a binary one for utf8mb4 that does not take trailing spaces for nothing (`utf8mb4_nopad_bin` in
    /// MariaDB, `utf8mb4_0900_bin` from MySQL 8.0.17); nil where the server has none: text is then kept as bytes.
    package init(collation: String?) {
        let collate = collation.map { "COLLATE \($0)" }
        self.init { length in collate.map { Self.text(length, $0) } ?? "VARBINARY(\(length))" }
    }

    /// For a server that is not known: each product reads of a comment with its version what is meant for it.
    package static let forAnyServer = MySQLTables { length in
        text(length, "/*M!100200 COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */")
    }

    private init(_ key: (Int) -> String) {
        statements = [Self.users(key), Self.dataPayloads(key), Self.otherPayloads(key), Self.samples(key)]
    }

    private static func text(_ length: Int, _ collate: String) -> String {
        "VARCHAR(\(length)) CHARACTER SET utf8mb4 \(collate)"
    }

    /// The collations that keep keys apart by their bytes, the preferred one first.
    static let collations = ["utf8mb4_nopad_bin", "utf8mb4_0900_bin"]

    /// The longest `record_key`, in bytes: what an index of 3,072 bytes leaves beside user and type.
    package static let recordKeyLength = 192

    private static let text = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
    private static let options = "ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"

    private static func users(_ key: (Int) -> String) -> String {
        """
        CREATE TABLE IF NOT EXISTS terra_users (
            user_id \(key(512)) NOT NULL,
            reference_id \(key(512)),
            provider \(key(512)),
            granted_scopes TEXT \(text),
            created_at DATETIME(6),
            created_at_text TEXT \(text),
            ordering BIGINT,
            state VARCHAR(64) \(text) NOT NULL,
            replaced_by \(key(512)),
            state_ordering BIGINT,
            PRIMARY KEY (user_id),
            KEY terra_users_reference_id (reference_id)
        ) \(options)
        """
    }

    /// `LONGTEXT`, not `JSON`: what was sent is kept byte for byte.
    private static func dataPayloads(_ key: (Int) -> String) -> String {
        """
        CREATE TABLE IF NOT EXISTS terra_data_payloads (
            user_id \(key(512)) NOT NULL,
            data_type \(key(64)) NOT NULL,
            record_key \(key(recordKeyLength)) NOT NULL,
            reference_id \(key(512)),
            provider \(key(512)),
            start_time DATETIME(6),
            start_time_local DATETIME(6),
            start_utc_offset_seconds INT,
            end_time DATETIME(6),
            end_time_local DATETIME(6),
            end_utc_offset_seconds INT,
            received_at DATETIME(6) NOT NULL,
            ordering BIGINT NOT NULL,
            event_id \(key(512)) NOT NULL,
            payload LONGTEXT \(text) NOT NULL,
            PRIMARY KEY (user_id, data_type, record_key)
        ) \(options)
        """
    }

    private static func otherPayloads(_ key: (Int) -> String) -> String {
        """
        CREATE TABLE IF NOT EXISTS terra_other_payloads (
            event_id \(key(512)) NOT NULL,
            user_id \(key(512)),
            event_type \(key(128)) NOT NULL,
            reference_id \(key(512)),
            terra_reference TEXT \(text),
            received_at DATETIME(6) NOT NULL,
            ordering BIGINT NOT NULL,
            payload LONGTEXT \(text) NOT NULL,
            PRIMARY KEY (event_id),
            KEY terra_other_payloads_user (user_id, received_at)
        ) \(options)
        """
    }

    /// `sample_time` is the instant in UTC, or the wall clock where no offset from UTC is known, which `has_offset`
    /// tells: with it one index is enough, and the rows of a user lie side by side in the order of time.
    private static func samples(_ key: (Int) -> String) -> String {
        """
        CREATE TABLE IF NOT EXISTS glucose_samples (
            user_id \(key(512)) NOT NULL,
            sample_time DATETIME(6) NOT NULL,
            has_offset BOOLEAN NOT NULL,
            recorded_at DATETIME(6) GENERATED ALWAYS AS (IF(has_offset, sample_time, NULL)) VIRTUAL,
            local_time DATETIME(6) NOT NULL,
            utc_offset_seconds INT,
            glucose_mg_per_dl DOUBLE,
            glucose_level_flag SMALLINT,
            trend_arrow SMALLINT,
            ordering BIGINT NOT NULL,
            PRIMARY KEY (user_id, sample_time, has_offset)
        ) \(options)
        """
    }
}
