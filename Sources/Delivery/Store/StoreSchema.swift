import GRDB

/// The tables of a destination's file, and the steps that bring an older file to them.
///
/// `progress` has one row; `unsettled` is a `BacklogPosition`'s ranges, such as `7-9,12-12`. `retry_records` holds the
/// event of a row of `retries` once it was copied; until then the journal does (the row refers to it by `sequence`). It
/// is a table of its own because SQLite writes a row anew as a whole, and a row of `retries` changes with each attempt. `dead_letters.retry_requested_at`
/// is set by a person's `retry`, from whichever process; only the courier moves rows between the tables, so that it
/// alone writes to the retry queue. Times are unix milliseconds.
///
/// `record_keys` names every key that a record may be sealed with, as 16 hexadecimal digits; an empty id stands for
/// records in the clear. Where a record is sealed, `user_id` and `event_id` are too.
enum StoreSchema {
    /// The format that this version writes, in `PRAGMA user_version`.
    static let version = steps.count

    static func migrate(_ db: Database, path: String) throws {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard found <= version else {
            throw CourierStoreFailure.newerSchema(path: path, found: found, known: version)
        }
        guard found < version else { return }
        for step in steps.dropFirst(found) { try db.execute(sql: step) }
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// What brings a file from the format of that index to the next.
    private static let steps = [first, second, third, fourth, fifth, sixth, seventh]

    private static let first = """
        CREATE TABLE progress (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            read_end INTEGER NOT NULL,
            unsettled TEXT NOT NULL,
            delivered INTEGER NOT NULL,
            retried INTEGER NOT NULL,
            dead INTEGER NOT NULL
        ) STRICT;
        INSERT INTO progress VALUES (1, 1, '', 0, 0, 0);
        CREATE TABLE retries (
            id INTEGER PRIMARY KEY,
            sequence INTEGER NOT NULL,
            user_id TEXT,
            bytes INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            first_attempt_at INTEGER,
            is_alone INTEGER NOT NULL,
            reason TEXT NOT NULL,
            record BLOB
        ) STRICT;
        CREATE TABLE dead_letters (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            sequence INTEGER NOT NULL,
            event_id TEXT NOT NULL,
            type TEXT NOT NULL,
            user_id TEXT,
            received_at INTEGER,
            bytes INTEGER NOT NULL,
            reason TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            first_attempt_at INTEGER,
            died_at INTEGER NOT NULL,
            retry_requested_at INTEGER,
            record BLOB
        ) STRICT;
        CREATE INDEX dead_letters_by_sequence ON dead_letters (sequence);
        CREATE INDEX dead_letters_by_death ON dead_letters (died_at);
        CREATE INDEX dead_letters_requested ON dead_letters (id) WHERE retry_requested_at IS NOT NULL;
        """

    private static let second = """
        CREATE TABLE record_keys (id TEXT PRIMARY KEY) STRICT;
        INSERT INTO record_keys SELECT '' WHERE EXISTS (SELECT 1 FROM retries) OR EXISTS (SELECT 1 FROM dead_letters);
        """

    /// Stretches of the journal that are sent again, and which rows of the retry queue belong to them.
    private static let third = """
        CREATE TABLE replays (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            requested_at INTEGER NOT NULL,
            received_from INTEGER NOT NULL,
            received_to INTEGER NOT NULL,
            first INTEGER NOT NULL,
            end INTEGER NOT NULL,
            position INTEGER NOT NULL,
            taken INTEGER NOT NULL DEFAULT 0,
            delivered INTEGER NOT NULL DEFAULT 0,
            dead INTEGER NOT NULL DEFAULT 0,
            missing INTEGER NOT NULL DEFAULT 0,
            finished_at INTEGER,
            was_cancelled INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        ALTER TABLE retries ADD COLUMN replay_id INTEGER;
        """

    private static let fourth = """
        ALTER TABLE progress ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE progress ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0;
        """

    private static let fifth = "ALTER TABLE progress ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0"

    private static let sixth = """
        CREATE TABLE retry_records (id INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;
        INSERT INTO retry_records SELECT id, record FROM retries WHERE record IS NOT NULL;
        ALTER TABLE retries DROP COLUMN record;
        """

    /// Which days of data are sent again, in days since 1970-01-01; both or neither.
    private static let seventh = """
        ALTER TABLE replays ADD COLUMN first_day INTEGER;
        ALTER TABLE replays ADD COLUMN last_day INTEGER;
        """
}
