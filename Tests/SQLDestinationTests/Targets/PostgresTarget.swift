import Foundation
import PostgresDestination
import RouterCore
import TestSupport
import Testing

/// A schema of its own on the server of the test run, looked into with `psql`.
final class PostgresTarget: SQLTarget {
    let schema: String
    /// For `psql`.
    let server: String
    /// For the destination.
    let url: String

    /// `schema` is a name as a user would write it, without quotes; nil: a new one.
    init(isPooled: Bool = false, schema: String? = nil) throws {
        let server = try TestServers.postgres
        self.server = server
        url = try isPooled ? TestServers.pgbouncer : server
        self.schema = schema ?? Self.freshName()
    }

    /// The same for a server of the test's own.
    init(server: String) {
        self.server = server
        url = server
        schema = Self.freshName()
    }

    static func freshName() -> String { "test_" + UUID().uuidString.lowercased().replacing("-", with: "") }

    func makeDestination(timeout: Duration) throws -> any Destination {
        try makeDestination(url: url, timeout: timeout)
    }

    func makeDestination(url: String, timeout: Duration = .seconds(30)) throws -> any Destination {
        let context = DestinationContext(name: "test", timeout: timeout, logger: LogCapture().logger())
        let configuration = try PostgresConfiguration(url: ConnectionURL(url).required, schema: schema)
        return PostgresDestination(configuration: configuration, context: context)
    }

    func rows(of table: SQLTable) async throws -> Set<[String?]> {
        let columns = table.columns.map { column in
            if SQLTable.instants.contains(column) {
                return #"to_char(\#(column) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"#
            }
            if SQLTable.wallClocks.contains(column) { return #"to_char(\#(column), 'YYYY-MM-DD"T"HH24:MI:SS.US')"# }
            return "\(column)::text"
        }
        let rows = try await query("SELECT \(columns.joined(separator: ", ")) FROM \(name(table))")
        #expect(Set(rows).count == rows.count)
        return Set(rows)
    }

    func execute(_ sql: String) async throws { _ = try await psql(sql) }

    func name(_ table: SQLTable) -> String { "\(quotedSchema).\(table.rawValue)" }

    var quotedSchema: String { "\"\(schema.replacing("\"", with: "\"\""))\"" }

    /// Rows of fields, nil for NULL.
    func query(_ sql: String) async throws -> [[String?]] {
        // Characters that no test puts into a column: payloads and user ids hold line breaks and separators.
        let text = try await psql(
            sql,
            more: ["--field-separator=\u{1F}", "--record-separator=\u{1E}", "--pset=null=\u{1D}"]
        )
        // The last record ends in a line break in place of the separator.
        return text.dropLast().split(separator: "\u{1E}").map { row in
            row.split(separator: "\u{1F}", omittingEmptySubsequences: false).map { $0 == "\u{1D}" ? nil : String($0) }
        }
    }

    private func psql(_ sql: String, more: [String] = []) async throws -> String {
        let arguments = [server, "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"]
        return try await ChildProcess.output(of: "psql", arguments + more + ["--file=-"], input: Array(sql.utf8))
    }
}
