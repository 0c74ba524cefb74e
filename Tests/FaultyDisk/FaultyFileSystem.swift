package import Journal

/// A file system in memory, on a disk and a machine that fail when they are told to.
/// `@unchecked Sendable`: a test uses it from one thread.
package final class FaultyFileSystem: FileSystem, @unchecked Sendable {
    private var random: SplitMix64
    private var names: [String: FaultyNode] = [:]
    private var durableNames: [String: FaultyNode] = [:]
    private var locked: Set<String> = []
    /// The planned end has come: nothing works any more until the process ends.
    package private(set) var hasDied = false
    /// Counts lives of the process: handles of an earlier one are of no use.
    package private(set) var life = 0

    /// Syncs until one fails; nil: none does.
    package var syncsUntilFailure: Int?
    /// Writes until one fails; nil: none does.
    package var writesUntilFailure: Int?
    /// What that write says.
    package var writeFailure = FileSystemError.io
    /// Operations until the machine stops doing anything; nil: it does not.
    package var operationsUntilDeath: Int?
    /// Bytes that all files may have together at present.
    package var capacity = Int.max
    /// The same while nobody else fills the disk.
    package var wholeCapacity = Int.max {
        didSet { capacity = wholeCapacity }
    }
    /// Files whose names end so: their syncs do not fail.
    package var reliableSuffix: String?
    /// It says that it has synced, and has not.
    package var liesAboutSyncs = false
    /// Whether it says how much room there is, as most do.
    package var tellsSpace = false

    package init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    /// No fault is planned any more.
    package func heal() {
        syncsUntilFailure = nil
        writesUntilFailure = nil
        operationsUntilDeath = nil
        capacity = wholeCapacity
    }

    /// Brings back a file that was there before the process: its bytes are on the disk, and so is its name.
    package func place(_ bytes: [UInt8], at path: String) {
        let node = FaultyNode()
        node.write(bytes, at: 0)
        node.synchronize()
        names[path] = node
        durableNames[path] = node
    }

    /// The process ends without a word; the machine lives.
    package func killProcess() {
        hasDied = false
        operationsUntilDeath = nil
        life += 1
        locked = []
    }

    /// What was not synced is gone, or partly there.
    package func cutPower() {
        killProcess()
        let changed = Set(names.keys).union(durableNames.keys).filter { names[$0] !== durableNames[$0] }
        // In an order that repeats.
        for path in changed.sorted() {
            if Bool.random(using: &random) { durableNames[path] = names[path] }
        }
        names = durableNames
        for path in names.keys.sorted() { names[path]?.cutPower(&random) }
    }

    package func node(_ path: String) -> FaultyNode? { names[path] }

    package var paths: [String] { names.keys.sorted() }

    /// What reading would show of every file.
    package var contents: [String: [UInt8]] { names.mapValues(\.cached) }

    package var size: Int { names.values.reduce(0) { $0 + $1.cached.count } }

    // MARK: FileSystem

    package func createDirectory(_ path: String) throws(FileSystemError) {
        try operate("create the folder", path)
    }

    package func list(_ directory: String) throws(FileSystemError) -> [String] {
        try operate("list", directory)
        let prefix = directory + "/"
        return names.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            .filter { !$0.contains("/") }.sorted()
    }

    package func open(_ path: String, _ mode: FileMode) throws(FileSystemError) -> any File {
        try operate("open", path)
        if mode == .create {
            guard names[path] == nil else { throw FileSystemError("create", path, code: FileSystemError.taken) }
            names[path] = FaultyNode()
        }
        guard let node = names[path] else { throw FileSystemError("open", path, code: FileSystemError.missing) }
        return FaultyFile(path, node, self)
    }

    package func rename(_ path: String, to newPath: String) throws(FileSystemError) {
        try operate("rename", path)
        guard let node = names.removeValue(forKey: path) else {
            throw FileSystemError("rename", path, code: FileSystemError.missing)
        }
        names[newPath] = node
    }

    package func remove(_ path: String) throws(FileSystemError) {
        try operate("remove", path)
        guard names.removeValue(forKey: path) != nil else {
            throw FileSystemError("remove", path, code: FileSystemError.missing)
        }
    }

    package func syncDirectory(_ path: String) throws(FileSystemError) {
        try operate("sync the folder", path)
        func isInside(_ name: String) -> Bool {
            name.hasPrefix(path + "/") && !name.dropFirst(path.count + 1).contains("/")
        }
        durableNames = durableNames.filter { !isInside($0.key) }
        for (name, node) in names where isInside(name) { durableNames[name] = node }
    }

    package func lock(_ path: String) throws(FileSystemError) -> (any FileLock)? {
        try operate("lock", path)
        return locked.insert(path).inserted ? FaultyLock(self, path, life: life) : nil
    }

    package func space(of directory: String) -> DiskSpace? {
        tellsSpace ? DiskSpace(free: max(0, capacity - size), total: capacity) : nil
    }

    fileprivate func unlock(_ path: String, life: Int) {
        if life == self.life { locked.remove(path) }
    }

    // MARK: Faults

    func operate(_ operation: String, _ path: String) throws(FileSystemError) {
        if Self.isDue(&operationsUntilDeath, stays: true) {
            hasDied = true
            throw FileSystemError(operation, path, code: FileSystemError.io)
        }
    }

    /// Throws, or says how many bytes of a write there is room for.
    func room(for count: Int, growing growth: Int, _ path: String) throws(FileSystemError) -> Int {
        try operate("write to", path)
        if Self.isDue(&writesUntilFailure, stays: false) {
            throw FileSystemError("write to", path, code: writeFailure)
        }
        let free = capacity - size
        if growth <= free { return count }
        let taken = count - growth + max(free, 0)
        if taken <= 0 { throw FileSystemError("write to", path, code: FileSystemError.noSpace) }
        return taken
    }

    func synchronize(_ node: FaultyNode, _ path: String) throws(FileSystemError) {
        try operate("sync", path)
        let isReliable = reliableSuffix.map(path.hasSuffix) ?? false
        if !isReliable, Self.isDue(&syncsUntilFailure, stays: false) {
            node.failToSynchronize(&random)
            throw FileSystemError("sync", path, code: FileSystemError.io)
        }
        if !liesAboutSyncs { node.synchronize() }
    }

    private static func isDue(_ countdown: inout Int?, stays: Bool) -> Bool {
        guard let left = countdown else { return false }
        if left > 0 {
            countdown = left - 1
            return false
        }
        if !stays { countdown = nil }
        return true
    }

    private final class FaultyLock: FileLock, @unchecked Sendable {
        private let fileSystem: FaultyFileSystem
        private let path: String
        private let life: Int

        init(_ fileSystem: FaultyFileSystem, _ path: String, life: Int) {
            self.fileSystem = fileSystem
            self.path = path
            self.life = life
        }

        func release() {
            fileSystem.unlock(path, life: life)
        }
    }
}
