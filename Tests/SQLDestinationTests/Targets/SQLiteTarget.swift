import Foundation
import GRDB
import RouterCore
import SQLiteDestination
import TestSupport

/// A file of its own, looked into through a connection of its own.
final class SQLiteTarget: SQLTarget {
    private let directory: TemporaryDirectory
    let path: String

    /// The file lies in folders that do not exist yet.
    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path("some/folder/glucose.sqlite")
    }

    func makeDestination(timeout: Duration) throws -> any Destination {
        let context = DestinationContext(name: "test", timeout: timeout, logger: LogCapture().logger())
        return SQLiteDestination(configuration: SQLiteConfiguration(path: path), context: context)
    }

    func rows(of table: SQLTable) async throws -> Set<[String?]> {
        try await DatabaseQueue(path: path).read { database in
            let sql = "SELECT \(table.columns.joined(separator: ", ")) FROM \(table.rawValue)"
            let rows = try Row.fetchAll(database, sql: sql)
            return Set(rows.map { row in row.databaseValues.map(Self.text) })
        }
    }

    func execute(_ sql: String) async throws {
        try await DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
    }

    func name(_ table: SQLTable) -> String { table.rawValue }

    private static func text(_ value: DatabaseValue) -> String? {
        switch value.storage {
        case .null: nil
        case .int64(let number): String(number)
        case .double(let number): ExpectedRows.text(number)
        case .string(let text): text
        case .blob(let data): "blob of \(data.count) bytes"
        }
    }
}
