import GRDBSQLite
import Synchronization

/// Which folders SQLite finds on a simulated disk. All others are the machine's own.
package enum DatabaseDisks {
    private static let disks = Mutex<[String: DatabaseDisk]>([:])

    /// Files below `folder` are on that disk from now on, for databases that are opened from now on.
    package static func mount(_ disk: DatabaseDisk, at folder: String) {
        DatabaseSystem.install()
        disks.withLock { $0[folder] = disk }
    }

    package static func unmount(_ folder: String) {
        _ = disks.withLock { $0.removeValue(forKey: folder) }
    }

    static func disk(of path: String) -> DatabaseDisk? {
        disks.withLock { disks in disks.first { path.hasPrefix($0.key + "/") }?.value }
    }

    /// Has SQLite's random numbers, such as the salts of its write-ahead logs, follow from `seed` from now on. They are
    /// one sequence for the whole process.
    package static func repeatRandomness(seed: UInt64) {
        DatabaseSystem.install()
        DatabaseSystem.random.withLock { $0 = SplitMix64(seed: seed) }
        // It begins anew, with what the layer below gives it.
        sqlite3_randomness(0, nil)
    }
}
