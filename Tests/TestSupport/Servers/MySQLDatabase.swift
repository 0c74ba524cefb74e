import Foundation

/// A fresh database on a MariaDB server, looked into with `mariadb`.
package final class MySQLDatabase: Sendable {
    /// The database's name.
    package let name: String
    /// Where the server listens on 127.0.0.1.
    package let port: Int
    package let user: String
    package let password: String
    private let query: String

    /// On the server of the test run.
    package init() async throws {
        guard let server = URLComponents(string: try TestServers.mysql), let port = server.port, let user = server.user
        else { throw CocoaError(.formatting) }
        name = Self.freshName()
        self.port = port
        self.user = user
        password = server.password ?? ""
        query = server.percentEncodedQuery.map { "?" + $0 } ?? ""
        try await execute("CREATE DATABASE \(name)", in: "mysql")
    }

    /// On a server of the test's own.
    package init(on server: PrivateMySQL) async throws {
        name = Self.freshName()
        port = server.port
        user = "root"
        password = ""
        query = ""
        try await execute("CREATE DATABASE \(name)", in: "mysql")
    }

    /// For the destination, with verified TLS where the server has it.
    package var url: String { url(query: query) }

    /// The same with parts of it replaced; `query` begins with `?` or is empty.
    package func url(
        user: String? = nil,
        password: String? = nil,
        host: String = "127.0.0.1",
        port: Int? = nil,
        database: String? = nil,
        query: String = ""
    ) -> String {
        let credentials = "\(user ?? self.user):\(password ?? self.password)"
        return "mysql://\(credentials)@\(host):\(port ?? self.port)/\(database ?? name)\(query)"
    }

    /// Each row of a table as the text of these expressions, nil for NULL.
    package func rows(_ expressions: [String], from table: String) async throws -> [[String?]] {
        // In hexadecimal: whatever is in a text, tabs and line ends are between fields and rows alone.
        let columns = expressions.map { "IFNULL(HEX(CAST(\($0) AS CHAR CHARACTER SET utf8mb4)), '-')" }
        let text = try await mariadb("SELECT \(columns.joined(separator: ", ")) FROM \(table)", in: name)
        return text.split(separator: "\n", omittingEmptySubsequences: true).map { row in
            row.split(separator: "\t", omittingEmptySubsequences: false).map(Self.text)
        }
    }

    /// Runs SQL as the user that may do everything.
    package func execute(_ sql: String) async throws { try await execute(sql, in: name) }

    /// The `mariadb` client on this database, for a test that keeps one open; the password goes in `MYSQL_PWD`.
    package var clientArguments: [String] { Self.arguments(port: port, user: user, database: name) }

    private func execute(_ sql: String, in database: String) async throws { _ = try await mariadb(sql, in: database) }

    private func mariadb(_ sql: String, in database: String) async throws -> String {
        try await ChildProcess.output(
            of: "mariadb",
            Self.arguments(port: port, user: user, database: database),
            environment: ["MYSQL_PWD": password],
            input: Array(sql.utf8)
        )
    }

    private static func arguments(port: Int, user: String, database: String) -> [String] {
        [
            "--no-defaults", "--host=127.0.0.1", "--port=\(port)", "--user=\(user)", "--batch", "--raw", "--unbuffered",
            "--skip-column-names", "--default-character-set=utf8mb4", database,
        ]
    }

    private static func freshName() -> String { "test_" + UUID().uuidString.lowercased().replacing("-", with: "") }

    private static func text(_ hexadecimal: Substring) -> String? {
        guard hexadecimal != "-" else { return nil }
        let digits = hexadecimal.utf8.map {
            $0 < UInt8(ascii: "A") ? $0 - UInt8(ascii: "0") : $0 - UInt8(ascii: "A") + 10
        }
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
