import ConfigurationReader
import Foundation
import RouterCore
import SupabaseDestination
import TestSupport

/// A schema and a bucket of a test's own in the Supabase project of the test run.
struct TestProject {
    let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
    let url: String
    let key: String
    private let database: String

    init() throws {
        url = try TestServers.supabase
        key = try TestServers.supabaseKey
        database = try TestServers.postgres
    }

    /// What the destination's section says.
    var keys: [String: String] { ["url": url, "service_role_key": key, "schema": name, "bucket": name] }

    /// Runs the SQL of `distributary schema supabase`.
    func createSchema() async throws {
        _ = try await psql(SupabaseSchema(schema: name, bucket: name).sql)
    }

    /// What `psql` prints for a statement, `THE_SCHEMA` being the test's own.
    @discardableResult
    func psql(_ sql: String) async throws -> String {
        let arguments = [database, "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"]
        let output = try await ChildProcess.output(
            of: "psql",
            arguments + ["--file=-"],
            input: Array(sql.replacing("THE_SCHEMA", with: name).utf8)
        )
        return output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs a Python script with Supabase's clients at hand; `sys.argv[1:]` are the URL, the key, the schema and
    /// `arguments`.
    func python(_ script: String, _ arguments: [String] = []) async throws -> String {
        try await ChildProcess.output(of: TestServers.python, ["-c", script, url, key, name] + arguments)
    }

    /// Runs `body` with a destination, and shuts it down afterwards, whatever happened.
    static func using(
        _ keys: [String: String],
        environment: [String: String] = [:],
        timeout: Duration = .seconds(20),
        _ body: (SupabaseDestination) async throws -> Void
    ) async throws {
        let (configuration, messages) = configuration(keys, environment: environment)
        guard let configuration, messages.isEmpty else {
            throw ConfigurationMistakes(description: messages.joined(separator: "\n"))
        }
        let context = DestinationContext(name: "supabase", timeout: timeout, logger: LogCapture().logger())
        let destination = SupabaseDestination(configuration: configuration, context: context)
        do {
            try await body(destination)
        } catch {
            await destination.shutdown()
            throw error
        }
        await destination.shutdown()
    }

    static func configuration(
        _ keys: [String: String],
        environment: [String: String] = [:]
    ) -> (SupabaseConfiguration?, [String]) {
        let lines = keys.map { key, value in
            "\(key): \(key == "connections" ? value : EventFactory.quoted(value))\n"
        }
        let file = ConfigurationFile(text: lines.joined())
        let configuration = file.root.flatMap { section in
            section.title = "a supabase destination"
            defer { section.finish() }
            return SupabaseConfiguration(section, environment: environment)
        }
        return (configuration, file.diagnostics.map(\.description))
    }
}

/// The configuration of a test is wrong.
struct ConfigurationMistakes: Error, CustomStringConvertible {
    let description: String
}
