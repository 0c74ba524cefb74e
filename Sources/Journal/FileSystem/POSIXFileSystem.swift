#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The machine's own file system.
package struct POSIXFileSystem: FileSystem {
    package init() {}

    package func createDirectory(_ path: String) throws(FileSystemError) {
        if mkdir(path, 0o700) == 0 { return }
        switch errno {
        case EEXIST:
            return
        case ENOENT:
            guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
                throw FileSystemError("create the folder", path, code: ENOENT)
            }
            try createDirectory(String(path[..<slash]))
            if mkdir(path, 0o700) != 0, errno != EEXIST {
                throw FileSystemError("create the folder", path, code: errno)
            }
        case let code:
            throw FileSystemError("create the folder", path, code: code)
        }
    }

    package func list(_ directory: String) throws(FileSystemError) -> [String] {
        guard let stream = opendir(directory) else {
            throw FileSystemError("list", directory, code: errno)
        }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw FileSystemError("list", directory, code: errno) }
        return names
    }

    package func open(_ path: String, _ mode: FileMode) throws(FileSystemError) -> any File {
        let flags =
            switch mode {
            case .read: O_RDONLY
            case .write: O_RDWR
            case .create: O_RDWR | O_CREAT | O_EXCL
            }
        return POSIXFile(path, descriptor: try descriptor(path, flags, doing: mode == .create ? "create" : "open"))
    }

    package func rename(_ path: String, to newPath: String) throws(FileSystemError) {
        #if canImport(Glibc)
        let status = Glibc.rename(path, newPath)
        #else
        let status = Darwin.rename(path, newPath)
        #endif
        if status != 0 { throw FileSystemError("rename", path, code: errno) }
    }

    package func remove(_ path: String) throws(FileSystemError) {
        if unlink(path) != 0 { throw FileSystemError("remove", path, code: errno) }
    }

    package func syncDirectory(_ path: String) throws(FileSystemError) {
        let folder = try descriptor(path, O_RDONLY | O_DIRECTORY, doing: "open the folder")
        defer { close(folder) }
        if fsync(folder) != 0 { throw FileSystemError("sync the folder", path, code: errno) }
    }

    package func lock(_ path: String) throws(FileSystemError) -> (any FileLock)? {
        let file = try descriptor(path, O_RDWR | O_CREAT, doing: "open the lock file")
        if flock(file, LOCK_EX | LOCK_NB) == 0 { return POSIXFileLock(descriptor: file) }
        let code = errno
        close(file)
        if code == EWOULDBLOCK { return nil }
        throw FileSystemError("lock", path, code: code)
    }

    package func space(of directory: String) -> DiskSpace? {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return nil }
        func bytes(_ blocks: some BinaryInteger) -> Int {
            let (bytes, overflow) = Int(clamping: blocks).multipliedReportingOverflow(by: Int(status.f_frsize))
            return overflow ? .max : bytes
        }
        return DiskSpace(free: bytes(status.f_bavail), total: bytes(status.f_blocks))
    }

    private func descriptor(
        _ path: String,
        _ flags: Int32,
        doing operation: String
    ) throws(FileSystemError) -> Int32 {
        #if canImport(Glibc)
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
        #else
        let descriptor = Darwin.open(path, flags | O_CLOEXEC, 0o600)
        #endif
        guard descriptor >= 0 else { throw FileSystemError(operation, path, code: errno) }
        return descriptor
    }
}
