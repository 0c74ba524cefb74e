#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the system said to a file operation.
package struct FileSystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// `EIO`: the disk could not do it.
    package static let io = EIO
    /// `ENOSPC`: no room on the disk.
    package static let noSpace = ENOSPC
    /// `ENOENT`: no such file.
    package static let missing = ENOENT
    /// `EEXIST`: the name is taken.
    package static let taken = EEXIST
    /// The key that a file is encrypted with is not there.
    #if canImport(Glibc)
    package static let noKey = ENOKEY
    #else
    package static let noKey = EAUTH
    #endif

    /// What was tried, as words that stand before a path, such as `write to`.
    package let operation: String
    package let path: String
    /// `errno`.
    package let code: Int32

    package init(_ operation: String, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// True where the disk or the user's quota has no room.
    package var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }
    /// True where there is no file of that name.
    package var isMissing: Bool { code == ENOENT }
    /// True where a file of that name exists.
    package var isTaken: Bool { code == EEXIST }

    package var description: String {
        "cannot \(operation) \(path): \(String(cString: strerror(code))) (errno \(code))"
    }
}
