import FirestoreDestination
import Foundation
import RouterCore
import TestSupport
import Testing

/// A Firestore destination with a project of its own on the test server.
struct TestDatabase {
    let project: String
    let destination: FirestoreDestination
    private let configuration: FirestoreConfiguration
    private let control: ServerControl

    /// Runs `body`, and shuts the destination down afterwards, whatever happened.
    static func run(
        project: String = "test",
        keys: String = "",
        _ body: (TestDatabase) async throws -> Void
    ) async throws {
        let database = try TestDatabase(project: "\(project)-\(UUID().uuidString.lowercased())", keys: keys)
        do {
            try await body(database)
            await database.destination.shutdown()
        } catch {
            await database.destination.shutdown()
            throw error
        }
    }

    private init(project: String, keys: String) throws {
        self.project = project
        let server = try TestServers.firestore
        control = ServerControl(server)
        let credentials = try String(contentsOfFile: TestServers.firestoreCredentials, encoding: .utf8)
        let common = "project: \(project)\nendpoint: \(server)\n"
        let access = keys.contains("credentials:") ? "" : "credentials: \(quoted(credentials))\n"
        let (configuration, mistakes) = try read(common + access + keys) { section in
            FirestoreConfiguration(section) { _ in nil }
        }
        guard let configuration, mistakes.isEmpty else { throw ConfigurationMistakes(description: mistakes.joined()) }
        self.configuration = configuration
        destination = Self.destination(configuration)
    }

    /// Another instance for the same database, as another process would make it.
    func another() -> FirestoreDestination { Self.destination(configuration) }

    private static func destination(_ configuration: FirestoreConfiguration) -> FirestoreDestination {
        let context = DestinationContext(name: "documents", timeout: .seconds(100), logger: LogCapture().logger())
        return FirestoreDestination(configuration: configuration, context: context)
    }

    /// Says what the server is to do with this project from now on.
    func set(_ json: String) async throws {
        try await control.set("projects/\(project)", json)
    }

    /// The methods that the project was asked for.
    func requests() async throws -> [String] {
        struct Answer: Decodable { let requests: [String] }
        let answer = Data(try await control.get("projects/\(project)").utf8)
        return try JSONDecoder().decode(Answer.self, from: answer).requests
    }

    /// What it holds, read with Google's own client.
    func records() async throws -> [FirestoreRecord] {
        try await FirestoreRecord.read(project: project)
    }

    /// Delivers one event.
    func deliver(_ sample: SampleEvent) async -> Outcome {
        await destination.deliver(Batch([sample.event]))[0]
    }
}
