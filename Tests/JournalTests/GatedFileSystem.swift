import FaultyDisk
import Foundation
import Journal
import Synchronization

/// The real file system, with syncs that wait until they are let through, or fail when told to.
final class GatedFileSystem: FileSystem {
    private let real = POSIXFileSystem()
    private let gate = NSCondition()
    /// Guarded by the condition.
    private let state = Mutex((isClosed: false, waiting: 0, failures: 0))

    /// Syncs of files wait from now on.
    func closeGate() {
        state.withLock { $0.isClosed = true }
    }

    func openGate() {
        gate.lock()
        state.withLock { $0.isClosed = false }
        gate.broadcast()
        gate.unlock()
    }

    /// Lets so many syncs fail.
    func failSyncs(_ count: Int) {
        state.withLock { $0.failures = count }
    }

    /// Whether a sync waits now.
    var isSyncWaiting: Bool { state.withLock { $0.waiting > 0 } }

    fileprivate func passGate(_ path: String) throws(FileSystemError) {
        gate.lock()
        state.withLock { $0.waiting += 1 }
        while state.withLock({ $0.isClosed }) { gate.wait() }
        let fails = state.withLock { state in
            state.waiting -= 1
            state.failures -= 1
            return state.failures >= 0
        }
        gate.unlock()
        if fails { throw FileSystemError("sync", path, code: FileSystemError.io) }
    }

    func createDirectory(_ path: String) throws(FileSystemError) { try real.createDirectory(path) }
    func list(_ directory: String) throws(FileSystemError) -> [String] { try real.list(directory) }
    func rename(_ path: String, to newPath: String) throws(FileSystemError) { try real.rename(path, to: newPath) }
    func remove(_ path: String) throws(FileSystemError) { try real.remove(path) }
    func syncDirectory(_ path: String) throws(FileSystemError) { try real.syncDirectory(path) }
    func lock(_ path: String) throws(FileSystemError) -> (any FileLock)? { try real.lock(path) }

    func open(_ path: String, _ mode: FileMode) throws(FileSystemError) -> any File {
        GatedFile(try real.open(path, mode), path, self)
    }
}

/// A file whose syncs pass the gate.
private final class GatedFile: File {
    private let real: any File
    private let path: String
    private let fileSystem: GatedFileSystem

    init(_ real: any File, _ path: String, _ fileSystem: GatedFileSystem) {
        self.real = real
        self.path = path
        self.fileSystem = fileSystem
    }

    func size() throws(FileSystemError) -> Int { try real.size() }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileSystemError) -> Int {
        try real.read(into: buffer, at: offset)
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileSystemError) -> Int {
        try real.write(bytes, at: offset)
    }

    func synchronize() throws(FileSystemError) {
        try fileSystem.passGate(path)
        try real.synchronize()
    }

    func dropCache() throws(FileSystemError) { try real.dropCache() }

    func truncate(to length: Int) throws(FileSystemError) { try real.truncate(to: length) }
    func close() { real.close() }
}
