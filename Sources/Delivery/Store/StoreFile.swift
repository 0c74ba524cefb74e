internal import AtRest
import CSQLite
import Foundation
import GRDB

/// Opens a destination's SQLite file, for its courier or for a command in another process.
enum StoreFile {
    /// How long a statement waits for a lock that another process holds.
    static let busyTimeout = 5.0
    /// The write-ahead log is cut back to this many bytes when a checkpoint has emptied it.
    static let maxLogBytes = 4 << 20
    /// Pages that SQLite keeps in memory, in KiB: a thirty-second of its own measure, since every destination has such a file
    /// and the system's cache stands behind it.
    static let cacheSize = 64
    /// Whether SQLite takes memory for pages as it needs them: by itself it begins with room for 20 in each of the two
    /// caches of a file, most of which a file of a destination that is well never uses.
    private static let allocatesPagesSingly = csqlite_allocate_pages_singly() == SQLITE_OK
    /// Up to that many pages of 4 KiB a file of an older version is rewritten, so that it can give room back.
    private static let maxRewrittenPages = 1 << 16

    static func path(folder: String, destination: String) -> String {
        "\(folder)/\(destination).sqlite"
    }

    /// Opens the file and brings it to the current format; makes it and its folder if `creating`. Fails where records
    /// in it are encrypted with a key that is not among `keys`; nil: no record is looked into.
    static func database(
        at path: String,
        creating: Bool,
        _ keys: KeyRing?
    ) throws(CourierStoreFailure) -> DatabaseQueue {
        // Once, and before the first file: where SQLite is in use already it stays as it is.
        _ = allocatesPagesSingly
        do {
            if creating {
                try create(path)
            } else if !FileManager.default.fileExists(atPath: path) {
                throw CourierStoreFailure.missing(path: path)
            }
            var configuration = Configuration()
            configuration.journalMode = .wal
            configuration.busyMode = .timeout(busyTimeout)
            configuration.label = "distributary.store"
            configuration.prepareDatabase { db in
                try db.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = \(maxLogBytes)")
                try db.execute(sql: "PRAGMA cache_size = -\(cacheSize); PRAGMA auto_vacuum = INCREMENTAL")
                // What was there in the clear is overwritten where it is deleted.
                if keys?.writing != nil { try db.execute(sql: "PRAGMA secure_delete = ON") }
            }
            let database = try DatabaseQueue(path: path, configuration: configuration)
            if creating { try? database.writeWithoutTransaction(allowShrinking) }
            try database.write { db in
                try StoreSchema.migrate(db, path: path)
                if let keys { try RecordKeys.require(keys, in: db, path: path) }
            }
            return database
        } catch let failure as CourierStoreFailure {
            throw failure
        } catch {
            throw .unusable(path: path, reason: describe(error))
        }
    }

    /// A file that was made without it takes `auto_vacuum` over only when it is rewritten. Where that fails, for want of
    /// room for one, it does not shrink, and nothing else comes of it.
    private static func allowShrinking(_ db: Database) throws {
        let isAllowed = try Int.fetchOne(db, sql: "PRAGMA auto_vacuum") != 0
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        if isAllowed || pages > maxRewrittenPages { return }
        try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL; VACUUM")
    }

    /// What an error of SQLite or of the system says, without the values of a statement.
    static func describe(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        return "SQLite error \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"
    }

    /// SQLite would make the file readable by the group; its log and index files take over the mode that it finds.
    private static func create(_ path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        if !FileManager.default.fileExists(atPath: folder) {
            let ownerOnly: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: ownerOnly
            )
            try sync((folder as NSString).deletingLastPathComponent)
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw lastError(path) }
        close(descriptor)
        try sync(folder)
    }

    /// Makes a new entry of a folder survive a power cut.
    private static func sync(_ folder: String) throws {
        let path = folder.isEmpty ? "." : folder
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw lastError(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw lastError(path) }
    }

    private static func lastError(_ path: String) -> CourierStoreFailure {
        .unusable(path: path, reason: String(cString: strerror(errno)))
    }
}
