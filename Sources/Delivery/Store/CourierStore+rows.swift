import Foundation
import GRDB
internal import RouterCore

extension CourierStore {
    static func position(_ row: Row) -> BacklogPosition {
        let ranges = (row["unsettled"] as String).split(separator: ",").compactMap { range -> ClosedRange<UInt64>? in
            let bounds = range.split(separator: "-").compactMap { UInt64($0) }
            guard bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
            return bounds[0]...bounds[1]
        }
        return BacklogPosition(readEnd: UInt64(clamping: row["read_end"] as Int64), unsettled: ranges)
    }

    static func text(_ ranges: [ClosedRange<UInt64>]) -> String {
        ranges.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    }

    func entry(_ row: Row, _ clock: WallClock) -> RetryEntry<Instant> {
        RetryEntry(
            id: row["id"],
            sequence: UInt64(clamping: row["sequence"] as Int64),
            byteCount: row["bytes"],
            userID: coding.shown(row["user_id"]),
            dueAt: clock.instant(at: row["due_at"]),
            attempts: row["attempts"],
            firstAttemptAt: (row["first_attempt_at"] as Int64?).map(clock.instant(at:)),
            isAlone: row["is_alone"],
            isAdopted: row["adopted"],
            replayID: row["replay_id"]
        )
    }

    func insert(_ row: Settlement<Instant>.Queued, _ clock: WallClock, _ db: Database) throws {
        let entry = row.entry
        try db.cachedStatement(sql: StoreSQL.insertRetry).execute(arguments: [
            entry.id, Int64(clamping: entry.sequence), try coding.hidden(entry.userID), entry.byteCount,
            clock.milliseconds(at: entry.dueAt), entry.attempts, entry.firstAttemptAt.map(clock.milliseconds(at:)),
            entry.isAlone, row.reason, nil,
        ])
    }

    func update(_ row: Settlement<Instant>.Queued, _ clock: WallClock, _ db: Database) throws {
        let entry = row.entry
        try db.cachedStatement(sql: StoreSQL.updateRetry).execute(arguments: [
            clock.milliseconds(at: entry.dueAt), entry.attempts, entry.firstAttemptAt.map(clock.milliseconds(at:)),
            entry.isAlone, row.reason, entry.id,
        ])
    }

    func bury(_ dead: Settlement<Instant>.Dead, _ clock: WallClock, _ db: Database) throws {
        let letter = dead.letter
        let event = letter.event
        try db.cachedStatement(sql: StoreSQL.insertDeadLetter).execute(arguments: [
            Int64(clamping: letter.sequence), try coding.hidden(event?.id) ?? "", event?.type ?? "",
            try coding.hidden(event?.userID ?? letter.userID),
            event?.receivedAt, letter.byteCount, dead.reason, letter.attempts,
            letter.firstAttemptAt.map(clock.milliseconds(at:)), clock.milliseconds,
            try event.map { Data(try coding.bytes(of: $0)) },
        ])
    }
}
