internal import GRDB

/// What SQLite said when something went wrong, without statement or values.
struct SQLiteFailure: Error {
    let verdict: SQLiteVerdict
    let reason: String

    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            // Only creating the folder or the file fails otherwise.
            verdict = .pause(advice: "the daemon's user must be able to create the file and its folder")
            reason = "\(path) cannot be created"
            return
        }
        verdict = SQLiteVerdict(resultCode: error.extendedResultCode.rawValue)
        reason = "\(path): \(error.message ?? "no reason given") (SQLite result code \(error.extendedResultCode.rawValue))"
    }
}
