import Glibc

/// The calls of the file system that a directory destination makes, failures thrown. All of them block.
enum FileCalls {
    private static let folderMode: mode_t = 0o700
    private static let fileMode: mode_t = 0o600

    /// Repeats a call that a signal interrupted; -1 is a failure.
    @discardableResult
    static func check<Result: SignedInteger>(
        _ operation: String,
        _ call: () -> Result
    ) throws(FileError) -> Result {
        while true {
            let result = call()
            guard result == -1 else { return result }
            guard errno == EINTR else { throw FileError(operation: operation, code: errno) }
        }
    }

    /// Creates a folder; false where it is there already.
    static func makeFolder(_ path: String) throws(FileError) -> Bool {
        do throws(FileError) {
            try check("create a folder") { mkdir(path, folderMode) }
            return true
        } catch {
            guard error.code == EEXIST else { throw error }
            return false
        }
    }

    /// A new file for writing; one that is there is emptied.
    static func create(_ path: String) throws(FileError) -> Int32 {
        try check("create a file") { open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, fileMode) }
    }

    static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) throws(FileError) {
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
            let written = try check("write a file") { Glibc.write(descriptor, rest.baseAddress, rest.count) }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    static func sync(_ descriptor: Int32) throws(FileError) {
        try check("sync a file") { fsync(descriptor) }
    }

    /// Makes the names in a folder durable.
    static func syncFolder(_ path: String) throws(FileError) {
        let descriptor = try check("open a folder") { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(descriptor) }
        try check("sync a folder") { fsync(descriptor) }
    }

    static func rename(_ source: String, to target: String) throws(FileError) {
        try check("rename a file") { Glibc.rename(source, target) }
    }

    /// Whether a file is there and holds exactly these bytes; nil if there is none.
    static func holds(_ bytes: UnsafeBufferPointer<UInt8>, at path: String) throws(FileError) -> Bool? {
        guard let status = try status(of: path) else { return nil }
        guard Int(status.st_size) == bytes.count else { return false }
        let descriptor = try check("open a file") { open(path, O_RDONLY | O_CLOEXEC) }
        defer { close(descriptor) }
        var chunk = [UInt8](repeating: 0, count: min(max(bytes.count, 1), 64 << 10))
        var compared = 0
        while compared < bytes.count {
            let count = try check("read a file") { read(descriptor, &chunk, chunk.count) }
            let end = compared + count
            guard count > 0, end <= bytes.count, bytes[compared..<end].elementsEqual(chunk[..<count]) else {
                return false
            }
            compared = end
        }
        return true
    }

    /// Nil if there is no such file.
    static func status(of path: String) throws(FileError) -> stat? {
        var status = stat()
        do throws(FileError) {
            try check("look at a file") { stat(path, &status) }
            return status
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
    }
}
