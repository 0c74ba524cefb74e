import Foundation
import GRDBSQLite
import Synchronization

/// The layer between SQLite and files (`sqlite3_vfs`): files below a mounted folder are on a simulated disk, all others
/// go to the system's own layer. With it, the couriers' files are written by the real SQLite, with its real
/// write-ahead log, on a disk whose power can be cut.
enum DatabaseSystem {
    /// What SQLite allocates for a file: its own part must come first.
    struct Handle {
        var base: sqlite3_file
        var file: Unmanaged<DatabaseFile>?
    }

    /// What SQLite's own random numbers begin with.
    static let random = Mutex(SplitMix64(seed: 0))

    /// Written once, before anything is opened.
    nonisolated(unsafe) private static let original: UnsafeMutablePointer<sqlite3_vfs>? = sqlite3_vfs_find(nil)

    private static let installation: Void = {
        guard let original else { return }
        let system = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        system.initialize(to: original.pointee)
        system.pointee.pNext = nil
        system.pointee.szOsFile = max(original.pointee.szOsFile, Int32(MemoryLayout<Handle>.size))
        system.pointee.zName = UnsafePointer(strdup("distributary"))
        system.pointee.xOpen = { _, name, file, flags, outFlags in open(name, file, flags, outFlags) }
        system.pointee.xDelete = { _, name, syncs in delete(name, syncs) }
        system.pointee.xAccess = { _, name, flags, result in access(name, flags, result) }
        system.pointee.xFullPathname = { _, name, size, output in fullPath(name, size, output) }
        system.pointee.xRandomness = { _, count, bytes in randomness(count, bytes) }
        sqlite3_vfs_register(system, 1)
    }()

    static func install() { installation }

    static func file(_ handle: UnsafeMutablePointer<sqlite3_file>?) -> DatabaseFile? {
        handle.flatMap { UnsafeMutableRawPointer($0).assumingMemoryBound(to: Handle.self).pointee.file }?
            .takeUnretainedValue()
    }

    private static func disk(_ name: UnsafePointer<CChar>?) -> (disk: DatabaseDisk, path: String)? {
        guard let name else { return nil }
        let path = String(cString: name)
        return DatabaseDisks.disk(of: path).map { ($0, $0.path(path)) }
    }

    private static func open(
        _ name: UnsafePointer<CChar>?,
        _ handle: UnsafeMutablePointer<sqlite3_file>?,
        _ flags: Int32,
        _ outFlags: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let (disk, path) = disk(name) else {
            return original?.pointee.xOpen(original, name, handle, flags, outFlags) ?? SQLITE_CANTOPEN
        }
        guard let handle, !disk.isDead else { return SQLITE_CANTOPEN }
        let own = UnsafeMutableRawPointer(handle).assumingMemoryBound(to: Handle.self)
        own.initialize(to: Handle(base: sqlite3_file(pMethods: nil), file: nil))
        let creates = flags & SQLITE_OPEN_CREATE != 0
        let isDatabase = flags & SQLITE_OPEN_MAIN_DB != 0
        guard let file = try? DatabaseFile(disk, path, isDatabase: isDatabase, creates: creates) else {
            return SQLITE_CANTOPEN
        }
        own.pointee.file = Unmanaged.passRetained(file)
        own.pointee.base.pMethods = DatabaseMethods.table
        outFlags?.pointee = flags
        return SQLITE_OK
    }

    private static func delete(_ name: UnsafePointer<CChar>?, _ syncs: Int32) -> Int32 {
        guard let (disk, path) = disk(name) else {
            return original?.pointee.xDelete(original, name, syncs) ?? DatabaseFile.Code.delete
        }
        guard !disk.isDead else { return DatabaseFile.Code.delete }
        guard disk.exists(path) else { return DatabaseFile.Code.alreadyDeleted }
        do {
            try disk.fileSystem.remove(path)
            if syncs != 0 { try disk.fileSystem.syncDirectory((path as NSString).deletingLastPathComponent) }
            return SQLITE_OK
        } catch {
            return DatabaseFile.Code.delete
        }
    }

    private static func access(
        _ name: UnsafePointer<CChar>?,
        _ flags: Int32,
        _ result: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        guard let (disk, path) = disk(name) else {
            return original?.pointee.xAccess(original, name, flags, result) ?? SQLITE_IOERR
        }
        // A file without content counts as missing, as the system's layer has it.
        let hasContent = disk.fileSystem.node(path).map { !$0.cached.isEmpty } ?? false
        result?.pointee = (flags == SQLITE_ACCESS_EXISTS ? hasContent : disk.exists(path)) ? 1 : 0
        return SQLITE_OK
    }

    private static func randomness(_ count: Int32, _ bytes: UnsafeMutablePointer<CChar>?) -> Int32 {
        guard let bytes else { return 0 }
        random.withLock { random in
            for index in 0..<Int(count) { bytes[index] = CChar(truncatingIfNeeded: random.next()) }
        }
        return count
    }

    private static func fullPath(
        _ name: UnsafePointer<CChar>?,
        _ size: Int32,
        _ output: UnsafeMutablePointer<CChar>?
    ) -> Int32 {
        guard disk(name) != nil, let name, let output else {
            return original?.pointee.xFullPathname(original, name, size, output) ?? SQLITE_CANTOPEN
        }
        guard strlen(name) < Int(size) else { return SQLITE_CANTOPEN }
        strcpy(output, name)
        return SQLITE_OK
    }
}
