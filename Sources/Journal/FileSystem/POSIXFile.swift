#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file descriptor.
final class POSIXFile: File {
    private let path: String
    private var descriptor: Int32

    init(_ path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close()
    }

    func size() throws(FileSystemError) -> Int {
        var status = stat()
        if fstat(descriptor, &status) != 0 { throw FileSystemError("examine", path, code: errno) }
        return Int(status.st_size)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileSystemError) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { throw FileSystemError("read", path, code: errno) }
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileSystemError) -> Int {
        while true {
            let count = pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { throw FileSystemError("write to", path, code: errno) }
        }
    }

    func synchronize() throws(FileSystemError) {
        #if canImport(Glibc)
        let status = fdatasync(descriptor)
        #else
        // fsync on Darwin leaves the bytes in the drive's cache.
        let status = fcntl(descriptor, F_FULLFSYNC)
        #endif
        if status != 0 { throw FileSystemError("sync", path, code: errno) }
    }

    func dropCache() throws(FileSystemError) {
        #if canImport(Glibc)
        let code = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        if code != 0 { throw FileSystemError("drop the cache of", path, code: code) }
        #endif
        // Darwin has no such call.
    }

    func truncate(to length: Int) throws(FileSystemError) {
        if ftruncate(descriptor, off_t(length)) != 0 { throw FileSystemError("truncate", path, code: errno) }
    }

    func close() {
        guard descriptor >= 0 else { return }
        #if canImport(Glibc)
        Glibc.close(descriptor)
        #else
        Darwin.close(descriptor)
        #endif
        descriptor = -1
    }
}
