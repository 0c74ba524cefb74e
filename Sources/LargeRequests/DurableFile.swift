import Foundation

/// Files that are there as a whole or not at all.
enum DurableFile {
    /// An operation that the system refused.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ operation: String) {
            description = "\(operation): \(String(cString: strerror(errno)))"
        }
    }

    /// Writes beside `path`, makes it durable and moves it there. Mode 0600. Blocks on disk.
    static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
        let temporary = path + ".new"
        try write(bytes, to: temporary)
        guard rename(temporary, path) == 0 else { throw Failure("rename") }
        try sync((path as NSString).deletingLastPathComponent)
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure("open") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure("write") }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw Failure("sync") }
    }

    private static func sync(_ directory: String) throws(Failure) {
        let descriptor = open(directory.isEmpty ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("open the folder") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Failure("sync the folder") }
    }
}
