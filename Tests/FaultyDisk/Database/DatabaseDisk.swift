internal import Journal

/// The databases of one life of a process: the disk that they are on, and the locks and shared memory that end with the
/// process. `@unchecked Sendable`: used from one thread.
package final class DatabaseDisk: @unchecked Sendable {
    let fileSystem: FaultyFileSystem
    /// The folder that SQLite is told, and what it stands for on the disk.
    private let folder: String
    private let root: String
    private var locks: [String: DatabaseLock] = [:]
    private var memories: [String: SharedMemory] = [:]
    /// The process has ended: nothing can be opened or deleted any more.
    package var isDead = false

    package init(_ fileSystem: FaultyFileSystem, folder: String, root: String) {
        self.fileSystem = fileSystem
        self.folder = folder
        self.root = root
    }

    /// Where a file is on the disk.
    func path(_ name: String) -> String { root + name.dropFirst(folder.count) }

    func lock(_ path: String) -> DatabaseLock {
        if let lock = locks[path] { return lock }
        let lock = DatabaseLock()
        locks[path] = lock
        return lock
    }

    func memory(_ path: String) -> SharedMemory {
        if let memory = memories[path] { return memory }
        let memory = SharedMemory()
        memories[path] = memory
        return memory
    }

    /// The next to look for it finds it empty.
    func forgetMemory(_ path: String) {
        memories[path] = nil
    }

    func exists(_ path: String) -> Bool { fileSystem.node(path) != nil }
}
