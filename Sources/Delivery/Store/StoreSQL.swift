/// Statements of a courier's file that are used in more than one place or are long.
enum StoreSQL {
    /// Dead letters moved in one transaction: their records are in memory while they are.
    static let maxRequestedAtOnce = 256

    static let countRequested = "SELECT count(*) FROM dead_letters WHERE retry_requested_at IS NOT NULL"

    static let progress = """
        UPDATE progress
        SET read_end = ?, unsettled = ?, delivered = delivered + ?, retried = retried + ?, dead = dead + ?,
            superseded = superseded + ?, dropped = dropped + ?, skipped = skipped + ?
        """

    static let joinRecords = "LEFT JOIN retry_records USING (id)"

    static let record = "SELECT sequence, record FROM retries JOIN retry_records USING (id) WHERE id = ?"

    static let firstUnadopted = "SELECT min(sequence) FROM retries \(joinRecords) WHERE record IS NULL"

    static let insertRetry = """
        INSERT INTO retries
        (id, sequence, user_id, bytes, due_at, attempts, first_attempt_at, is_alone, reason, replay_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    static let insertRecord = "INSERT OR REPLACE INTO retry_records (id, record) VALUES (?, ?)"

    static let updateRetry = """
        UPDATE retries SET due_at = ?, attempts = ?, first_attempt_at = ?, is_alone = ?, reason = ? WHERE id = ?
        """

    static let insertDeadLetter = """
        INSERT INTO dead_letters
        (sequence, event_id, type, user_id, received_at, bytes, reason, attempts, first_attempt_at, died_at, record)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
}
