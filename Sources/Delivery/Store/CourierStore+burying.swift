import Foundation
import GRDB
internal import RouterCore

extension CourierStore {
    /// Adds a dead letter for an event that was never queued here, on the disk when this returns. False where one with
    /// its sequence is there already.
    func bury(_ dead: Settlement<Instant>.Dead, _ clock: WallClock) throws -> Bool {
        try durably { db in
            let isKnown = try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM dead_letters WHERE sequence = ?)",
                arguments: [Int64(clamping: dead.letter.sequence)]
            )
            if isKnown == true { return false }
            try bury(dead, clock, db)
            try db.execute(sql: "UPDATE progress SET dead = dead + 1")
            return true
        }
    }

    /// A transaction that is on the disk when this returns, and every one before it with it.
    func durably<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let value = try write(body)
        try makeDurable()
        return value
    }
}
