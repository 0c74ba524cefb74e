/// What a result code means for the batch; the table is in `SQLiteDestination`'s header.
package enum SQLiteVerdict: Hashable, Sendable {
    /// May go well later.
    case retry
    /// Somebody must act; `advice` says how, where the code tells.
    case pause(advice: String)
    /// Something in the batch is refused.
    case reject
    /// The tables or the file are not as they were when the database was opened: open it anew, once, then pause.
    case reopen

    /// By result code (sqlite.org/rescode.html), primary or extended; whatever is not known is `retry`.
    package init(resultCode: Int32) {
        // SQLITE_READONLY_DBMOVED: the file was replaced under us.
        if resultCode == 1032 {
            self = .reopen
            return
        }
        switch resultCode & 0xFF {
        // SQLITE_ERROR at a statement that is known to be right: a table or column is gone.
        case 1: self = .reopen
        // SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_AUTH
        case 3, 8, 14, 23: self = .pause(advice: "the daemon's user must be able to write the file and its folder")
        // SQLITE_CORRUPT
        case 11: self = .pause(advice: "the file is damaged: move it aside, or save what `sqlite3 FILE .recover` finds")
        // SQLITE_NOTADB
        case 26: self = .pause(advice: "the file is no SQLite database: name another, or move it aside")
        // SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH
        case 18, 19, 20: self = .reject
        default: self = .retry
        }
    }
}
