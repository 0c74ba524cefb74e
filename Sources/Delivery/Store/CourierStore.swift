internal import AtRest
import Foundation
import GRDB
internal import RouterCore
import Synchronization

/// A destination's file: its cursor, its retry queue and its dead letters. Every call blocks on disk: it belongs on the
/// courier's thread. What moved from one place to another is one transaction.
///
/// Commits are not synced one by one (WAL, synchronous NORMAL): a power cut may take the last ones back, and the
/// journal still holds what they settled, because nothing is released before `makeDurable`.
final class CourierStore: Sendable {
    typealias Instant = ContinuousClock.Instant

    let path: String
    let database: DatabaseQueue
    let coding: RecordCoding
    private let movesAtOnce = Atomic(false)
    /// Free pages of 4 KiB that a file keeps for its next rows.
    private static let sparePages = 256

    /// Whether every commit is moved from the log into the file at once. Else the log's pages may need more room there,
    /// up to the log's size, than a short disk has left, and then nothing could be written any more.
    var isDiskShort: Bool {
        get { movesAtOnce.load(ordering: .relaxed) }
        set { movesAtOnce.store(newValue, ordering: .relaxed) }
    }

    init(path: String, coding: RecordCoding) throws(CourierStoreFailure) {
        self.path = path
        self.coding = coding
        database = try StoreFile.database(at: path, creating: true, coding.vault.keys)
    }

    // MARK: - Reading

    /// What was saved; a due time further off than `maxDelay` (the clock was set back) is brought nearer.
    func load(_ clock: WallClock, maxDelay: Duration) throws -> (SavedProgress<Instant>, StoredTotals) {
        try database.read { db in
            let row = try Row.fetchOne(db, sql: "SELECT * FROM progress")
            var saved = SavedProgress<Instant>()
            var totals = StoredTotals()
            if let row {
                saved.position = Self.position(row)
                totals = StoredTotals(
                    delivered: row["delivered"],
                    retried: row["retried"],
                    dead: row["dead"],
                    superseded: row["superseded"],
                    dropped: row["dropped"],
                    skipped: row["skipped"]
                )
            }
            let latest = clock.instant.advanced(by: maxDelay)
            let columns = "id, sequence, user_id, bytes, due_at, attempts, first_attempt_at, is_alone, replay_id"
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT \(columns), record IS NOT NULL AS adopted FROM retries \(StoreSQL.joinRecords)"
            )
            while let row = try rows.next() {
                var entry = entry(row, clock)
                entry.dueAt = min(entry.dueAt, latest)
                saved.retries.append(entry)
            }
            return (saved, totals)
        }
    }

    /// The events of rows that hold them; the others are in the journal.
    func records(of ids: [Int64]) throws -> [Int64: Event] {
        try database.read { db in
            let statement = try db.cachedStatement(sql: StoreSQL.record)
            var events: [Int64: Event] = [:]
            for id in ids {
                guard let row = try Row.fetchOne(statement, arguments: [id]) else { continue }
                // A row whose bytes are damaged is reported by its absence.
                guard var event = try? coding.event(from: [UInt8](row["record"] as Data)) else { continue }
                event.sequence = UInt64(clamping: row["sequence"] as Int64)
                events[id] = event
            }
            return events
        }
    }

    /// How many dead letters wait for a person.
    func deadLetterCount() throws -> Int {
        try database.read { db in
            // Two counts over indexes: a condition would read every row, and with it every record.
            let all = try Int.fetchOne(db, sql: "SELECT count(*) FROM dead_letters") ?? 0
            return try all - (Int.fetchOne(db, sql: StoreSQL.countRequested) ?? 0)
        }
    }

    /// A number that another connection's commit changes, and this one's own do not.
    func version() throws -> Int {
        try database.read { try Int.fetchOne($0, sql: "PRAGMA data_version") } ?? 0
    }

    // MARK: - Writing

    /// Writes down settlements, in their order.
    func apply(_ settlements: [Settlement<Instant>], _ clock: WallClock) throws {
        try write { db in
            for settlement in settlements { try move(settlement, clock, db) }
            guard let position = settlements.last?.position else { return }
            func sum(_ count: (Settlement<Instant>) -> Int) -> Int { settlements.reduce(0) { $0 + count($1) } }
            try db.cachedStatement(sql: StoreSQL.progress).execute(arguments: [
                Int64(clamping: position.readEnd), Self.text(position.unsettled),
                sum { $0.delivered.count }, sum { $0.retriedCount }, sum { $0.dead.count },
                sum { $0.superseded.count }, sum { $0.dropped.count }, sum { $0.skipped.count },
            ])
        }
    }

    /// Moves events between the tables.
    private func move(_ settlement: Settlement<Instant>, _ clock: WallClock, _ db: Database) throws {
        try remove(settlement.deliveredRetries, db)
        for dead in settlement.dead {
            try bury(dead, clock, db)
        }
        try remove(settlement.dead.compactMap(\.letter.retryID), db)
        try remove(settlement.supersededRetries, db)
        try remove(settlement.skipped.compactMap(\.letter.retryID), db)
        for row in settlement.queued {
            try insert(row, clock, db)
        }
        for row in settlement.requeued {
            try update(row, clock, db)
        }
        try countReplayed(settlement, db)
    }

    /// Moves dead letters that were asked for into the retry queue, due now, with ids from `firstID` upwards.
    func takeRequested(_ maxEvents: Int, firstID: Int64, _ clock: WallClock) throws -> [RetryEntry<Instant>] {
        try write { db in
            let columns = "id, sequence, user_id, bytes, record"
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(columns) FROM dead_letters
                    WHERE retry_requested_at IS NOT NULL AND record IS NOT NULL ORDER BY id LIMIT ?
                    """,
                arguments: [min(maxEvents, StoreSQL.maxRequestedAtOnce)]
            )
            var entries: [RetryEntry<Instant>] = []
            for row in rows {
                let id = firstID + Int64(entries.count)
                try db.cachedStatement(sql: StoreSQL.insertRetry).execute(arguments: [
                    id, row["sequence"] as Int64, row["user_id"] as String?, row["bytes"] as Int, clock.milliseconds, 0,
                    nil, false, "a person asked for it", nil,
                ])
                try db.cachedStatement(sql: StoreSQL.insertRecord).execute(arguments: [id, row["record"] as Data])
                try db.cachedStatement(sql: "DELETE FROM dead_letters WHERE id = ?").execute(arguments: [
                    row["id"] as Int64
                ])
                entries.append(
                    RetryEntry(
                        id: id,
                        sequence: UInt64(clamping: row["sequence"] as Int64),
                        byteCount: row["bytes"],
                        userID: coding.shown(row["user_id"]),
                        dueAt: clock.instant,
                        isAdopted: true
                    )
                )
            }
            return entries
        }
    }

    /// Copies events into their rows, so that the journal need not hold them.
    func adopt(_ events: [Int64: Event]) throws {
        try write { db in
            let statement = try db.cachedStatement(sql: StoreSQL.insertRecord)
            for (id, event) in events {
                try statement.execute(arguments: [id, Data(try coding.bytes(of: event))])
            }
        }
    }

    /// Saves the position, and returns once it and every commit before it are on the disk.
    func makeDurable(_ position: BacklogPosition) throws {
        try durably { db in
            try db.execute(
                sql: "UPDATE progress SET read_end = ?, unsettled = ?",
                arguments: [Int64(clamping: position.readEnd), Self.text(position.unsettled)]
            )
        }
    }

    /// Returns once every commit is on the disk.
    ///
    /// That is a checkpoint, not a commit with synchronous FULL: a commit that changes nothing (the last settlement has
    /// saved the position too) writes nothing, and syncs nothing. And what a failed sync of the log has lost is never
    /// written to the log again, whatever a later sync says, but a checkpoint writes its pages anew.
    func makeDurable() throws {
        try database.writeWithoutTransaction { db in
            let (waiting, done) = try db.checkpoint(.full)
            if done < waiting { throw DatabaseError(resultCode: .SQLITE_BUSY, message: "the log could not be emptied") }
        }
    }

    /// A transaction. Where the log finds no room to grow, it is emptied into the file, which has the room for most of
    /// it already, and the transaction is tried once more: otherwise a full disk would stay full, because what frees it
    /// is written down here first.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let value: Value
        do {
            value = try database.write(body)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            try makeDurable()
            value = try database.write(body)
        }
        if isDiskShort {
            // The commit stands, whatever becomes of this; the next one tries again. Passive: it waits for nobody who
            // reads the file meanwhile.
            try? database.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
        }
        return value
    }

    /// Gives pages that deleted rows have left free back to the disk, a part of them at a time: where they are more than
    /// half of the file, or where the disk is short, but not those that the next rows may need.
    func shrink() throws {
        let (free, pages) = try database.read { db in
            (
                try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0,
                try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            )
        }
        guard free > Self.sparePages, isDiskShort || free > pages / 2 else { return }
        // They are moved through the log, for which a short disk has little room.
        let step = min(free - Self.sparePages, isDiskShort ? Self.sparePages / 2 : Self.sparePages * 4)
        try write { try $0.execute(sql: "PRAGMA incremental_vacuum(\(step))") }
        // It is only then that the file becomes shorter.
        try database.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
    }

    private func remove(_ retryIDs: [Int64], _ db: Database) throws {
        guard !retryIDs.isEmpty else { return }
        let row = try db.cachedStatement(sql: "DELETE FROM retries WHERE id = ?")
        let record = try db.cachedStatement(sql: "DELETE FROM retry_records WHERE id = ?")
        for id in retryIDs {
            try row.execute(arguments: [id])
            try record.execute(arguments: [id])
        }
    }
}
