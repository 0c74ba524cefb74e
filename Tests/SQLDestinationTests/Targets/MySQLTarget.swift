import MySQLDestination
import RouterCore
import TestSupport
import Testing

/// A database of its own on the server of the test run, looked into with `mariadb`.
final class MySQLTarget: SQLTarget {
    private let database: MySQLDatabase

    init() async throws { database = try await MySQLDatabase() }

    func makeDestination(timeout: Duration) throws -> any Destination {
        let context = DestinationContext(name: "test", timeout: timeout, logger: LogCapture().logger())
        let url = try MySQLURL(database.url)
        let tls = MySQLTLS(mode: .verified, authorityFile: url.parameters["ssl-ca"])
        return MySQLDestination(configuration: MySQLConfiguration(url: url, tls: tls), context: context)
    }

    func rows(of table: SQLTable) async throws -> Set<[String?]> {
        let columns = table.columns.map { column in
            if SQLTable.instants.contains(column) { return "DATE_FORMAT(\(column), '%Y-%m-%dT%H:%i:%s.%fZ')" }
            if SQLTable.wallClocks.contains(column) { return "DATE_FORMAT(\(column), '%Y-%m-%dT%H:%i:%s.%f')" }
            return column
        }
        let rows = try await database.rows(columns, from: table.rawValue)
        #expect(Set(rows).count == rows.count)
        return Set(rows)
    }

    func execute(_ sql: String) async throws { try await database.execute(sql) }

    func name(_ table: SQLTable) -> String { table.rawValue }
}
