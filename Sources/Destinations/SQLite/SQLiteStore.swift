internal import Foundation
internal import GRDB
internal import RouterCore
internal import SQLTables
internal import Threading

/// The database file, opened when it is first needed, on a thread of its own, where SQLite may wait for the disk.
actor SQLiteStore {
    private let executor: ThreadExecutor
    let path: String
    /// How long to wait for other processes that write the file.
    let busyTimeout: Duration
    private var opened: OpenDatabase?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(path: String, busyTimeout: Duration, name: String) {
        executor = ThreadExecutor(name: "sqlite-\(name)")
        self.path = path
        self.busyTimeout = busyTimeout
    }

    /// Opens the file and creates what is missing: folder, file, tables.
    func prepare() throws(SQLiteFailure) { _ = try open() }

    /// Writes the batch in one transaction, which is on the disk when this returns.
    func write(_ batch: Batch) throws(SQLiteFailure) {
        let rows = TableRows(batch)
        do {
            try write(rows)
        } catch {
            guard error.verdict == .reopen else { throw error }
            try write(rows)
        }
    }

    func close() { opened = nil }

    private func write(_ rows: TableRows) throws(SQLiteFailure) {
        // Somebody may have moved or deleted the file: what is written to it then is lost with the last handle.
        if let opened, opened.file != FileIdentity(path: path) { self.opened = nil }
        let database = try open()
        do {
            try database.queue.write { _ in try database.statements.write(rows) }
        } catch {
            // A statement that has failed cannot be used again (GRDB traps where it would reset it): all go with the
            // connection, also where only a row was refused.
            opened = nil
            throw SQLiteFailure(error, path: path)
        }
    }

    private func open() throws(SQLiteFailure) -> OpenDatabase {
        if let opened { return opened }
        do {
            try createFile()
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let statements = try queue.write { database in
                try database.execute(sql: SQLiteTables.definition)
                return try SQLiteStatements(database)
            }
            let opened = OpenDatabase(statements: statements, queue: queue, file: FileIdentity(path: path))
            self.opened = opened
            return opened
        } catch {
            throw SQLiteFailure(error, path: path)
        }
    }

    /// Health data: nobody else reads what we create. What is there keeps its permissions.
    private func createFile() throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        // A file that is there is left alone: closing any descriptor of it would drop SQLite's own locks on it.
        let descriptor = Foundation.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor < 0 else {
            Foundation.close(descriptor)
            return
        }
        guard errno == EEXIST else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    private var configuration: GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        configuration.prepareDatabase { database in
            // Delivered must be safe, for the journal forgets after it: every commit waits for its fsync.
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        return configuration
    }
}
