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
}
