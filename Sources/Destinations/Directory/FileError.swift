import Glibc
import RouterCore

/// A failed call of the file system. It names the operation, never the file: names hold users' ids.
package struct FileError: Error, Sendable, Hashable {
    /// What is to be done about it.
    package enum Remedy: Sendable, Hashable {
        /// Try again: it may pass by itself, or when somebody makes room.
        case retry
        /// Somebody must change the folder or its permissions.
        case pause
        /// This record can never be written; others can.
        case reject
    }

    package let operation: String
    /// `errno`.
    package let code: Int32

    package init(operation: String, code: Int32) {
        self.operation = operation
        self.code = code
    }

    /// By the table at the head of `DirectoryDestination`; what is not in it is tried again.
    package var remedy: Remedy {
        switch code {
        case EACCES, EPERM, EROFS, ENOTDIR, EISDIR, ELOOP: .pause
        case ENAMETOOLONG, EFBIG, EILSEQ: .reject
        default: .retry
        }
    }

    package var outcome: Outcome {
        switch remedy {
        case .retry: .retry(after: nil, reason: reason)
        case .pause: .pause(reason: reason)
        case .reject: .rejected(reason: reason)
        }
    }

    package var reason: String { "cannot \(operation): \(String(cString: strerror(code)))" }
}
