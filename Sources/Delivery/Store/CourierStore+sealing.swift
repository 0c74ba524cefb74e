internal import AtRest
import Foundation
import GRDB

/// Brings records that were written with another key, or in the clear, to what is written with now: so that a key can
/// be given up although dead letters wait for a person.
extension CourierStore {
    /// How far it has come.
    struct Sealing {
        fileprivate var table = Table.deadLetters
        fileprivate var lastID: Int64 = 0
    }

    /// Dead letters come first: one that moves into the retry queue meanwhile is met there.
    fileprivate enum Table {
        case deadLetters
        case retries

        var selection: String {
            switch self {
            case .deadLetters: "SELECT id, user_id, record, event_id FROM dead_letters"
            case .retries: "SELECT id, user_id, record, NULL AS event_id FROM retries \(StoreSQL.joinRecords)"
            }
        }
    }

    private static let maxRows = 500
    private static let maxBytes = 8 << 20

    /// The keys that records may be sealed with.
    func keysFound() throws -> Set<KeyID> {
        try database.read { try RecordKeys.found(in: $0) }
    }

    /// Nil where all records are as they would be written now.
    func beginSealing() throws -> Sealing? {
        try write { try RecordKeys.begin(coding.vault.keys, in: $0) } ? Sealing() : nil
    }

    /// Does a bounded part of it. Returns nil when it is done.
    func seal(_ sealing: Sealing) throws -> Sealing? {
        try write { db in
            var sealing = sealing
            let rows = try Row.fetchCursor(
                db,
                sql: "\(sealing.table.selection) WHERE id > ? ORDER BY id LIMIT \(Self.maxRows)",
                arguments: [sealing.lastID]
            )
            var changed: [SealedRow] = []
            var count = 0
            var bytes = 0
            while bytes < Self.maxBytes, let row = try rows.next() {
                sealing.lastID = row["id"]
                count += 1
                let record = row["record"] as Data?
                bytes += record?.count ?? 0
                if let row = try SealedRow(row, record, coding.vault) { changed.append(row) }
            }
            for row in changed { try row.write(to: sealing.table, db) }
            if count > 0 { return sealing }
            if sealing.table == .deadLetters { return Sealing(table: .retries) }
            try RecordKeys.end(coding.vault.keys, in: db)
            return nil
        }
    }

    /// A row as it is to be written.
    private struct SealedRow {
        let id: Int64
        let userID: String?
        let eventID: String?
        let record: Data?

        /// Nil where nothing is to be changed, or where it cannot be opened: damage stays as it is.
        init?(_ row: Row, _ record: Data?, _ vault: Vault) throws {
            let user = row["user_id"] as String?
            let event = row["event_id"] as String?
            let isCurrent =
                record.map { vault.isCurrent(Array($0.prefix(Vault.headerSize))) } ?? true
                && user.map(vault.isCurrent) ?? true && event.map(vault.isCurrent) ?? true
            guard !isCurrent else { return nil }
            do {
                self.record = try record.map { Data(try vault.seal(try vault.open([UInt8]($0)))) }
                userID = try user.map { try vault.seal(try vault.open($0)) }
                eventID = try event.map { try vault.seal(try vault.open($0)) }
            } catch is VaultFailure {
                return nil
            }
            id = row["id"]
        }

        func write(to table: Table, _ db: Database) throws {
            let sql =
                switch table {
                case .deadLetters: "UPDATE dead_letters SET user_id = ?, record = ?, event_id = ? WHERE id = ?"
                case .retries: "UPDATE retries SET user_id = ? WHERE id = ?"
                }
            let values: [(any DatabaseValueConvertible)?] =
                table == .deadLetters ? [userID, record, eventID, id] : [userID, id]
            try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(values))
            guard table == .retries, let record else { return }
            try db.cachedStatement(sql: StoreSQL.insertRecord).execute(arguments: [id, record])
        }
    }
}
