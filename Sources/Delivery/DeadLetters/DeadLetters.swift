internal import AtRest
import Foundation
import GRDB
internal import RouterCore

/// The dead letters of one destination, for a person: works with and without the daemon, from any process. Every call
/// blocks on disk.
///
/// `retry` marks dead letters; the courier moves those into its retry queue when it sees the mark, within a second or
/// when it next runs, and as its queue has room.
package final class DeadLetters: Sendable {
    /// Some of the dead letters of a destination.
    package enum Selection: Sendable, Hashable {
        case all
        case ids([Int64])
        /// Those that died at or after this time, unix milliseconds.
        case since(Int64)
    }

    private let path: String
    private let database: DatabaseQueue
    private let coding: RecordCoding

    /// Opens the file of `destination` in `folder` (`data/destinations`), which must exist.
    package init(folder: String, destination: String, coding: RecordCoding) throws(CourierStoreFailure) {
        path = StoreFile.path(folder: folder, destination: destination)
        self.coding = coding
        database = try StoreFile.database(at: path, creating: false, coding.vault.keys)
    }

    /// Those that died at or after `since` (unix milliseconds), oldest first, without their events.
    package func list(since: Int64 = 0, limit: Int) throws(CourierStoreFailure) -> [DeadLetter] {
        let coding = coding
        return try run { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.columns) FROM dead_letters
                    WHERE died_at >= ? AND retry_requested_at IS NULL ORDER BY died_at, id LIMIT ?
                    """,
                arguments: [since, limit]
            ).map { Self.letter($0, coding) }
        }
    }

    /// One of them with its event; nil if there is none of that id.
    package func show(_ id: Int64) throws(CourierStoreFailure) -> DeadLetter? {
        let coding = coding
        return try run { db in
            let sql = "SELECT \(Self.columns), record FROM dead_letters WHERE id = ? AND retry_requested_at IS NULL"
            guard let row = try Row.fetchOne(db, sql: sql, arguments: [id]) else { return nil }
            var letter = Self.letter(row, coding)
            if let record = row["record"] as Data? {
                letter.event = try? coding.event(from: [UInt8](record))
                letter.event?.sequence = letter.sequence
            }
            return letter
        }
    }

    /// How many there are.
    package func count() throws(CourierStoreFailure) -> Int {
        try run { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM dead_letters WHERE retry_requested_at IS NULL") ?? 0
        }
    }

    /// Has those sent again as if for the first time; how many. One whose event was lost stays.
    package func retry(_ selection: Selection) throws(CourierStoreFailure) -> Int {
        let now = CourierEnvironment().unixTime()
        return try change(
            selection,
            """
            UPDATE dead_letters SET retry_requested_at = \(now)
            WHERE retry_requested_at IS NULL AND record IS NOT NULL
            """
        )
    }

    /// Deletes those; how many.
    package func drop(_ selection: Selection) throws(CourierStoreFailure) -> Int {
        try change(selection, "DELETE FROM dead_letters WHERE retry_requested_at IS NULL")
    }

    private static let columns = """
        id, sequence, event_id, type, user_id, received_at, bytes, reason, attempts, first_attempt_at, died_at
        """

    private static func letter(_ row: Row, _ coding: RecordCoding) -> DeadLetter {
        DeadLetter(
            id: row["id"],
            sequence: UInt64(clamping: row["sequence"] as Int64),
            eventID: coding.shown(row["event_id"]) ?? "",
            type: row["type"],
            userID: coding.shown(row["user_id"]),
            receivedAt: row["received_at"],
            byteCount: row["bytes"],
            reason: row["reason"],
            attempts: row["attempts"],
            firstAttemptAt: row["first_attempt_at"],
            diedAt: row["died_at"]
        )
    }

    private func change(_ selection: Selection, _ sql: String) throws(CourierStoreFailure) -> Int {
        try run { db in
            switch selection {
            case .all: try db.execute(sql: sql)
            case .since(let time): try db.execute(sql: "\(sql) AND died_at >= ?", arguments: [time])
            case .ids(let ids):
                return try ids.reduce(0) { count, id in
                    try db.execute(sql: "\(sql) AND id = ?", arguments: [id])
                    return count + db.changesCount
                }
            }
            return db.changesCount
        }
    }

    private func run<Result: Sendable>(
        _ body: @Sendable (Database) throws -> Result
    ) throws(CourierStoreFailure) -> Result {
        do {
            return try database.write(body)
        } catch {
            throw .unusable(path: path, reason: StoreFile.describe(error))
        }
    }
}
