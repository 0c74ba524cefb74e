internal import Foundation
internal import GRDB

/// What SQLite or the file system said when something went wrong, without statement or values.
struct SQLiteFailure: Error {
    let verdict: SQLiteVerdict
    let reason: String

    init(_ error: any Error, path: String) {
        if let error = error as? DatabaseError {
            let code = error.extendedResultCode.rawValue
            verdict = SQLiteVerdict(resultCode: code)
            reason = "\(path): \(error.message ?? "no reason given") (SQLite result code \(code))"
            return
        }
        // Only creating the folder or the file fails otherwise.
        let posix = error as? POSIXError ?? (error as? CocoaError)?.underlying as? POSIXError
        verdict =
            switch posix?.code {
            case .ENOSPC, .EDQUOT, .EMFILE, .ENFILE, .EIO, .EINTR, .ENOMEM: .retry
            default: .pause(advice: "the daemon's user must be able to create the file and its folder")
            }
        reason = "\(path) cannot be created: \(posix.map { String(cString: strerror($0.code.rawValue)) } ?? "\(error)")"
    }
}
