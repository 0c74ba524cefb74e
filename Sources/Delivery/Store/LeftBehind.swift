import Foundation
import GRDB

/// What the file of a destination says that no courier runs for.
package struct LeftBehind: Sendable, Hashable {
    /// Everything below it in the journal is settled, or in the retry queue.
    package var cursor: UInt64 = 1
    /// The journal is not needed below it: no row of the retry queue refers to anything there.
    package var releasable: UInt64 = 1
    /// Events in the retry queue.
    package var retries = 0
    package var deadLetters = 0

    /// Nothing is known of the destination: all that the journal holds for it waits.
    package init() {}

    /// Reads the file of `destination` in `folder` (`data/destinations`). Blocks on disk.
    package init(folder: String, destination: String) throws(CourierStoreFailure) {
        let path = StoreFile.path(folder: folder, destination: destination)
        let database = try StoreFile.database(at: path, creating: false, nil)
        do {
            self = try database.read { try Self.read($0) }
        } catch {
            throw .unusable(path: path, reason: StoreFile.describe(error))
        }
    }

    private static func read(_ db: Database) throws -> LeftBehind {
        var left = LeftBehind()
        if let row = try Row.fetchOne(db, sql: "SELECT read_end, unsettled FROM progress") {
            left.cursor = CourierStore.position(row).cursor
        }
        let needed = try Int64.fetchOne(db, sql: StoreSQL.firstUnadopted)
        left.releasable = min(left.cursor, needed.map { UInt64(clamping: $0) } ?? .max)
        left.retries = try Int.fetchOne(db, sql: "SELECT count(*) FROM retries") ?? 0
        left.deadLetters = try Int.fetchOne(db, sql: "SELECT count(*) FROM dead_letters") ?? 0
        return left
    }
}
