internal import AtRest
import GRDB

/// Which keys the records of a courier's file are sealed with.
enum RecordKeys {
    /// Stands for records in the clear.
    private static let clear = ""

    /// Throws where a record may be sealed with a key that is not there.
    static func require(_ keys: KeyRing, in db: Database, path: String) throws {
        let missing = try found(in: db).filter { keys[$0] == nil }
        if missing.isEmpty { return }
        throw CourierStoreFailure.missingKey(path: path, wanted: missing.sorted(), listed: keys.ids)
    }

    /// The keys that records may be sealed with.
    static func found(in db: Database) throws -> Set<KeyID> {
        Set(try String.fetchAll(db, sql: "SELECT id FROM record_keys").compactMap { KeyID($0) })
    }

    /// Notes what records are written with from now on. Returns whether others may be there that were written otherwise.
    static func begin(_ keys: KeyRing, in db: Database) throws -> Bool {
        let id = name(keys)
        try db.execute(sql: "INSERT OR IGNORE INTO record_keys VALUES (?)", arguments: [id])
        return try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM record_keys WHERE id <> ?)", arguments: [id])
            ?? false
    }

    /// Notes that every record is as it would be written now.
    static func end(_ keys: KeyRing, in db: Database) throws {
        try db.execute(sql: "DELETE FROM record_keys WHERE id <> ?", arguments: [name(keys)])
    }

    private static func name(_ keys: KeyRing) -> String { keys.writing?.id.description ?? clear }
}
