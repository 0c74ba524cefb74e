import CFileSystem
import Glibc

/// The ordering of the version that a file holds, kept with the file: in the extended attribute
/// `user.distributary.ordering`, in decimal, and as the file's modification time.
///
/// The attribute is exact and cannot be changed by accident; copies made with attributes keep it. The modification time
/// is what remains where a file system, a backup or a copy knows no attributes, as nearly everything keeps it; it costs
/// nothing, needs no second file that could part from the first, and says the truth to whoever lists the folder. Both
/// are set on the new file before it takes its name, so that a file is never there without them.
enum FileOrdering {
    private static let attribute = "user.distributary.ordering"
    private static let longestNumber = 20

    /// Unix milliseconds; nil if there is no such file.
    static func read(_ path: String) throws(FileError) -> Int64? {
        var buffer = [UInt8](repeating: 0, count: longestNumber)
        let length = getxattr(path, attribute, &buffer, buffer.count)
        if length > 0, let ordering = Int64(String(decoding: buffer[..<length], as: UTF8.self)) { return ordering }
        if length < 0, errno == ENOENT { return nil }
        guard let time = try FileCalls.status(of: path)?.st_mtim else { return nil }
        // Rounded: a file system that counts in microseconds may have cut one off.
        return Int64(time.tv_sec) * 1000 + (Int64(time.tv_nsec) + 500_000) / 1_000_000
    }

    /// To be called after the last write, which would change the time.
    static func write(_ ordering: Int64, to descriptor: Int32) throws(FileError) {
        let text = Array(String(ordering).utf8)
        if fsetxattr(descriptor, attribute, text, text.count, 0) != 0, ![ENOTSUP, EPERM].contains(errno) {
            throw FileError(operation: "set a file's attribute", code: errno)
        }
        let seconds = ordering >= 0 ? ordering / 1000 : (ordering - 999) / 1000
        let time = timespec(tv_sec: Int(seconds), tv_nsec: Int(ordering - seconds * 1000) * 1_000_000)
        try FileCalls.check("set a file's time") {
            withUnsafePointer(to: (time, time)) { pair in
                pair.withMemoryRebound(to: timespec.self, capacity: 2) { futimens(descriptor, $0) }
            }
        }
    }
}
