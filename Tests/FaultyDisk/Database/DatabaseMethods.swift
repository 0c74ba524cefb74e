import GRDBSQLite

/// What SQLite does with an open file (`sqlite3_io_methods`), for files on a simulated disk.
enum DatabaseMethods {
    /// A write leaves the bytes around it as they are, as on every disk that SQLite's own layer reckons with.
    private static let powersafeOverwrite: Int32 = 0x1000

    /// Made once, for all files.
    nonisolated(unsafe) static let table: UnsafePointer<sqlite3_io_methods> = {
        var methods = sqlite3_io_methods()
        // With shared memory, without memory-mapped files.
        methods.iVersion = 2
        addFileMethods(&methods)
        addLockMethods(&methods)
        addMemoryMethods(&methods)
        let table = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        table.initialize(to: methods)
        return UnsafePointer(table)
    }()

    private static func addFileMethods(_ methods: inout sqlite3_io_methods) {
        methods.xClose = { handle in
            guard let handle else { return SQLITE_OK }
            let own = UnsafeMutableRawPointer(handle).assumingMemoryBound(to: DatabaseSystem.Handle.self)
            own.pointee.file?.takeUnretainedValue().close()
            own.pointee.file?.release()
            own.pointee.file = nil
            return SQLITE_OK
        }
        methods.xRead = { handle, buffer, count, offset in
            let bytes = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
            return DatabaseSystem.file(handle)?.read(bytes, at: Int(offset)) ?? SQLITE_IOERR
        }
        methods.xWrite = { handle, buffer, count, offset in
            let bytes = UnsafeRawBufferPointer(start: buffer, count: Int(count))
            return DatabaseSystem.file(handle)?.write(bytes, at: Int(offset)) ?? SQLITE_IOERR
        }
        methods.xTruncate = { handle, length in
            DatabaseSystem.file(handle)?.truncate(to: Int(length)) ?? SQLITE_IOERR
        }
        methods.xSync = { handle, _ in DatabaseSystem.file(handle)?.synchronize() ?? SQLITE_IOERR }
        methods.xFileSize = { handle, size in
            guard let length = DatabaseSystem.file(handle)?.size() else { return DatabaseFile.Code.size }
            size?.pointee = sqlite3_int64(length)
            return SQLITE_OK
        }
        methods.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
        methods.xSectorSize = { _ in 4096 }
        methods.xDeviceCharacteristics = { _ in DatabaseMethods.powersafeOverwrite }
    }

    private static func addLockMethods(_ methods: inout sqlite3_io_methods) {
        methods.xLock = { handle, level in DatabaseSystem.file(handle)?.lock(level) ?? SQLITE_IOERR }
        methods.xUnlock = { handle, level in
            DatabaseSystem.file(handle)?.unlock(level)
            return SQLITE_OK
        }
        methods.xCheckReservedLock = { handle, result in
            result?.pointee = DatabaseSystem.file(handle)?.isReserved == true ? 1 : 0
            return SQLITE_OK
        }
    }

    private static func addMemoryMethods(_ methods: inout sqlite3_io_methods) {
        methods.xShmMap = { handle, index, size, extends, result in
            let region = DatabaseSystem.file(handle)?.region(Int(index), size: Int(size), extends: extends != 0)
            result?.pointee = region
            return SQLITE_OK
        }
        methods.xShmLock = { handle, first, count, flags in
            DatabaseSystem.file(handle)?.lockMemory(Int(first)..<Int(first + count), flags) ?? SQLITE_IOERR
        }
        methods.xShmBarrier = { _ in }
        methods.xShmUnmap = { handle, deletes in
            DatabaseSystem.file(handle)?.leaveMemory(deletes: deletes != 0)
            return SQLITE_OK
        }
    }
}
