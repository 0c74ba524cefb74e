import Foundation
import GRDB
internal import RouterCore

extension CourierStore {
    /// Finished replays that are remembered.
    private static let maxRemembered = 20

    /// The newest replay, finished or not.
    func replay() throws -> Replay? {
        try database.read { try Self.replay($0) }
    }

    func startReplay(
        _ received: Range<Int64>,
        _ days: DaySpan?,
        _ sequences: Range<UInt64>,
        _ clock: WallClock
    ) throws -> Replay? {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO replays (requested_at, received_from, received_to, first, end, position, first_day, last_day)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    clock.milliseconds, received.lowerBound, received.upperBound,
                    Int64(clamping: sequences.lowerBound), Int64(clamping: sequences.upperBound),
                    Int64(clamping: sequences.lowerBound), days?.first, days?.last,
                ]
            )
            try db.execute(
                sql: "DELETE FROM replays WHERE id <= (SELECT max(id) FROM replays) - ?",
                arguments: [Self.maxRemembered]
            )
            return try Self.replay(db)
        }
    }

    /// Puts events into the retry queue, due now, with ids from `firstID` upwards, and moves the replay with them.
    func takeReplay(
        _ replay: Replay,
        _ events: [Event],
        firstID: Int64,
        _ clock: WallClock
    ) throws -> [RetryEntry<Instant>] {
        try write { db in
            let insert = try db.cachedStatement(sql: StoreSQL.insertRetry)
            let insertRecord = try db.cachedStatement(sql: StoreSQL.insertRecord)
            var entries: [RetryEntry<Instant>] = []
            for event in events {
                let entry = RetryEntry<Instant>(
                    id: firstID + Int64(entries.count),
                    sequence: event.sequence,
                    byteCount: event.payload.count,
                    userID: event.userID,
                    dueAt: clock.instant,
                    isAdopted: true,
                    replayID: replay.id
                )
                try insert.execute(arguments: [
                    entry.id, Int64(clamping: entry.sequence), try coding.hidden(entry.userID), entry.byteCount,
                    clock.milliseconds, 0, nil, false, "is sent again by a replay", replay.id,
                ])
                try insertRecord.execute(arguments: [entry.id, Data(try coding.bytes(of: event))])
                entries.append(entry)
            }
            try db.cachedStatement(sql: "UPDATE replays SET position = ?, taken = ?, missing = ? WHERE id = ?")
                .execute(arguments: [Int64(clamping: replay.position), replay.taken, replay.missing, replay.id])
            return entries
        }
    }

    func finish(_ replay: Replay, _ clock: WallClock) throws {
        try write { db in
            try db.execute(
                sql: "UPDATE replays SET finished_at = ?, was_cancelled = ? WHERE id = ?",
                arguments: [clock.milliseconds, replay.wasCancelled, replay.id]
            )
        }
    }

    /// Counts what became of events of replays, in the transaction that settles them.
    func countReplayed(_ settlement: Settlement<Instant>, _ db: Database) throws {
        var counts: [Int64: (delivered: Int, dead: Int)] = [:]
        for index in settlement.delivered.indices {
            if let id = settlement.delivered[index].replayID { counts[id, default: (0, 0)].delivered += 1 }
        }
        for dead in settlement.dead {
            if let id = dead.letter.replayID { counts[id, default: (0, 0)].dead += 1 }
        }
        for (id, count) in counts {
            try db.cachedStatement(sql: "UPDATE replays SET delivered = delivered + ?, dead = dead + ? WHERE id = ?")
                .execute(arguments: [count.delivered, count.dead, id])
        }
    }

    private static func replay(_ db: Database) throws -> Replay? {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM replays ORDER BY id DESC LIMIT 1") else { return nil }
        let first = UInt64(clamping: row["first"] as Int64)
        return Replay(
            id: row["id"],
            received: (row["received_from"] as Int64)..<(row["received_to"] as Int64),
            days: (row["first_day"] as Int?).flatMap { DaySpan(from: $0, to: row["last_day"]) },
            sequences: first..<max(first, UInt64(clamping: row["end"] as Int64)),
            position: UInt64(clamping: row["position"] as Int64),
            taken: row["taken"],
            delivered: row["delivered"],
            dead: row["dead"],
            missing: row["missing"],
            finishedAt: row["finished_at"],
            wasCancelled: row["was_cancelled"]
        )
    }
}
