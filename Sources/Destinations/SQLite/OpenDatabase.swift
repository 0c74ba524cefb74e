internal import GRDB

/// An open file with its compiled statements, which must go before the connection does.
struct OpenDatabase {
    let statements: SQLiteStatements
    let queue: DatabaseQueue
    let file: FileIdentity?
}
