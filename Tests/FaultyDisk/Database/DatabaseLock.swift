import GRDBSQLite

/// The lock of a database file: who holds it how far, by SQLite's five levels.
final class DatabaseLock {
    private static let shared: Int32 = 1
    private static let reserved: Int32 = 2
    private static let exclusive: Int32 = 4

    private var holders: [ObjectIdentifier: Int32] = [:]

    /// Whether somebody means to write.
    var isReserved: Bool { holders.values.contains { $0 >= Self.reserved } }

    func raise(_ holder: ObjectIdentifier, to level: Int32) -> Int32 {
        let others = holders.filter { $0.key != holder }.values
        let isFree =
            switch level {
            case ...Self.shared: !others.contains { $0 > Self.reserved }
            case ..<Self.exclusive: !others.contains { $0 >= Self.reserved }
            default: others.isEmpty
            }
        guard isFree else { return SQLITE_BUSY }
        holders[holder] = max(level, holders[holder] ?? 0)
        return SQLITE_OK
    }

    func lower(_ holder: ObjectIdentifier, to level: Int32) {
        holders[holder] = level > 0 ? level : nil
    }
}
