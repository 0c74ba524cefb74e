import Foundation
import GRDBSQLite
internal import Journal

/// A database, its write-ahead log or another of its files, as SQLite has it open.
final class DatabaseFile {
    /// SQLite's extended result codes, which are too much for the importer of C.
    enum Code {
        static let read: Int32 = SQLITE_IOERR | (1 << 8)
        static let shortRead: Int32 = SQLITE_IOERR | (2 << 8)
        static let write: Int32 = SQLITE_IOERR | (3 << 8)
        static let sync: Int32 = SQLITE_IOERR | (4 << 8)
        static let truncate: Int32 = SQLITE_IOERR | (6 << 8)
        static let size: Int32 = SQLITE_IOERR | (7 << 8)
        static let delete: Int32 = SQLITE_IOERR | (10 << 8)
        static let memory: Int32 = SQLITE_IOERR | (21 << 8)
        static let alreadyDeleted: Int32 = SQLITE_IOERR | (23 << 8)
    }

    private let disk: DatabaseDisk
    private let path: String
    private let file: any File
    /// The name must be made durable with the first sync. As in SQLite's own layer (`os_unix.c`), also where the file was
    /// there: a process that died may have made it, and not its name durable.
    private var mustSyncName: Bool
    private var usesMemory = false

    private var id: ObjectIdentifier { ObjectIdentifier(self) }

    init(_ disk: DatabaseDisk, _ path: String, isDatabase: Bool, creates: Bool) throws {
        self.disk = disk
        self.path = path
        mustSyncName = creates && !isDatabase
        let isNew = !disk.exists(path)
        file = try disk.fileSystem.open(path, isNew && creates ? .create : .write)
        if isNew, isDatabase {
            // Its empty file was made, and its name made durable, before SQLite saw it.
            try disk.fileSystem.syncDirectory((path as NSString).deletingLastPathComponent)
        }
    }

    func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int32 {
        do {
            let count = try file.read(into: buffer, at: offset)
            if count == buffer.count { return SQLITE_OK }
            buffer[count...].initializeMemory(as: UInt8.self, repeating: 0)
            return Code.shortRead
        } catch {
            return Code.read
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int32 {
        do {
            let count = try file.write(bytes, at: offset)
            return count == bytes.count ? SQLITE_OK : SQLITE_FULL
        } catch {
            return error.isDiskFull ? SQLITE_FULL : Code.write
        }
    }

    func truncate(to length: Int) -> Int32 {
        do {
            try file.truncate(to: length)
            return SQLITE_OK
        } catch {
            return Code.truncate
        }
    }

    func synchronize() -> Int32 {
        do {
            try file.synchronize()
            if mustSyncName { try disk.fileSystem.syncDirectory((path as NSString).deletingLastPathComponent) }
            mustSyncName = false
            return SQLITE_OK
        } catch {
            return Code.sync
        }
    }

    /// Nil where it cannot be told.
    func size() -> Int? { try? file.size() }

    func close() {
        disk.lock(path).lower(id, to: 0)
        leaveMemory(deletes: false)
    }

    // MARK: - Locks and shared memory

    func lock(_ level: Int32) -> Int32 { disk.lock(path).raise(id, to: level) }

    func unlock(_ level: Int32) { disk.lock(path).lower(id, to: level) }

    var isReserved: Bool { disk.lock(path).isReserved }

    func region(_ index: Int, size: Int, extends: Bool) -> UnsafeMutableRawPointer? {
        usesMemory = true
        return disk.memory(path).region(index, size: size, extends: extends, for: id)
    }

    func lockMemory(_ places: Range<Int>, _ flags: Int32) -> Int32 {
        let memory = disk.memory(path)
        guard flags & SQLITE_SHM_UNLOCK == 0 else {
            memory.unlock(places, for: id)
            return SQLITE_OK
        }
        return memory.lock(places, alone: flags & SQLITE_SHM_EXCLUSIVE != 0, for: id)
    }

    func leaveMemory(deletes: Bool) {
        guard usesMemory else { return }
        usesMemory = false
        if disk.memory(path).leave(id), deletes { disk.forgetMemory(path) }
    }
}
