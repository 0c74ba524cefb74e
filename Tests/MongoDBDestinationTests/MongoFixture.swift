import ConfigurationReader
import Foundation
import MongoDBDestination
import RouterCore
import TestSupport
import Testing

/// A fresh database, destinations that write to it, and pymongo to look into it.
struct MongoFixture {
    let log = LogCapture()
    let server: String
    let database = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")

    /// On the server of the test run.
    init() throws { server = try TestServers.mongodb }

    /// On a server of the test's own.
    init(on own: PrivateMongoDB) { server = own.url }

    /// `more`: further lines of the section; `url`: another one than the server's.
    func make(_ more: String = "", url: String? = nil, timeout: Duration = .seconds(30)) throws -> MongoDBDestination {
        let file = ConfigurationFile(text: "url: '\(url ?? server)'\ndatabase: \(database)\n\(more)")
        let configuration = try #require(file.root.flatMap { MongoDBDestination.configure($0) }, "\(file.diagnostics)")
        let context = DestinationContext(name: "test", timeout: timeout, logger: log.logger())
        return MongoDBDestination(configuration: configuration, context: context)
    }

    /// Runs Python with `database` (of pymongo), `admin` and `show`, which prints a value with its types.
    @discardableResult
    func python(_ script: String) async throws -> String {
        let head = """
            import base64, pymongo, sys
            from bson import Decimal128, Int64
            client = pymongo.MongoClient(sys.argv[1])
            database, admin = client[sys.argv[2]], client.admin
            def show(value):
                if isinstance(value, dict):
                    return "{" + ", ".join(f"{name}: {show(member)}" for name, member in value.items()) + "}"
                if isinstance(value, list):
                    return "[" + ", ".join(map(show, value)) + "]"
                return f"{type(value).__name__}({value})"

            """
        return try await PythonScript(head + script).run([server, database]).trimmingCharacters(in: .newlines)
    }

    /// The server's URL for another user.
    func url(user: String, password: String) throws -> String {
        var components = try #require(URLComponents(string: server))
        components.user = user
        components.password = password
        return try #require(components.string)
    }
}
