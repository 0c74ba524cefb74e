/// What the statements rely on, whatever the server's own settings are.
struct SessionSettings {
    /// How long the server may work on one batch.
    let patience: Duration
    let isMariaDB: Bool

    var statements: [String] {
        let seconds = max(1, patience.components.seconds)
        var settings = [
            // Strict: what does not fit is an error, not something else. Backslashes escape.
            "sql_mode = 'STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
            "time_zone = '+00:00'",
            "autocommit = 0",
            // The server gives up before we do, and says so, instead of working on for nobody.
            "innodb_lock_wait_timeout = \(seconds)",
            "lock_wait_timeout = \(seconds)",
        ]
        if isMariaDB { settings.append("max_statement_time = \(seconds)") }
        return [
            "SET " + settings.map { "SESSION \($0)" }.joined(separator: ", "),
            // Upserts lock the rows they write and no gaps between them, in which other writers would wait or deadlock.
            "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
            "SET NAMES utf8mb4",
        ]
    }
}
