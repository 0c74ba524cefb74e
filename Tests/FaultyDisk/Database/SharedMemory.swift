import GRDBSQLite

/// The index of a write-ahead log, which all connections of a process share, and its locks.
final class SharedMemory {
    private var regions: [UnsafeMutableRawPointer] = []
    /// By place: who holds it, and whether alone.
    private var holders: [[ObjectIdentifier: Bool]] = Array(repeating: [:], count: 8)
    private var users: Set<ObjectIdentifier> = []

    deinit {
        for region in regions { region.deallocate() }
    }

    /// Nil where it is not there, and is not to be made.
    func region(_ index: Int, size: Int, extends: Bool, for user: ObjectIdentifier) -> UnsafeMutableRawPointer? {
        users.insert(user)
        while regions.count <= index {
            guard extends else { return nil }
            let region = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
            region.initializeMemory(as: UInt8.self, repeating: 0, count: size)
            regions.append(region)
        }
        return regions[index]
    }

    func lock(_ places: Range<Int>, alone: Bool, for user: ObjectIdentifier) -> Int32 {
        let isFree = places.allSatisfy { place in
            holders[place].allSatisfy { $0.key == user || !($0.value || alone) }
        }
        guard isFree else { return SQLITE_BUSY }
        for place in places { holders[place][user] = alone }
        return SQLITE_OK
    }

    func unlock(_ places: Range<Int>, for user: ObjectIdentifier) {
        for place in places { holders[place][user] = nil }
    }

    /// Returns whether nobody uses it any more.
    func leave(_ user: ObjectIdentifier) -> Bool {
        users.remove(user)
        for place in holders.indices { holders[place][user] = nil }
        return users.isEmpty
    }
}
