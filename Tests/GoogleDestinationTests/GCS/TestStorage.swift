import Foundation
import GCSDestination
import RouterCore
import TestSupport
import Testing

/// A GCS destination with a bucket of its own on the test server, and a service account of its own.
struct TestStorage {
    let bucket: String
    let account: TestAccount
    let destination: GCSDestination
    private let control: ServerControl

    /// Runs `body`, and shuts the destination down afterwards, whatever happened.
    static func run(
        keys: String = "",
        isThere: Bool = true,
        _ body: (TestStorage) async throws -> Void
    ) async throws {
        let storage = try TestStorage(keys: keys)
        if isThere { try await storage.set("{}") }
        do {
            try await body(storage)
            await storage.destination.shutdown()
        } catch {
            await storage.destination.shutdown()
            throw error
        }
    }

    private init(keys: String) throws {
        bucket = "test-" + UUID().uuidString.lowercased()
        account = try TestAccount()
        let server = try TestServers.gcs
        control = ServerControl(server)
        let yaml = "bucket: \(bucket)\nendpoint: \(server)\ncredentials: \(quoted(try account.credentials()))\n\(keys)"
        let (configuration, mistakes) = try read(yaml) { section in GCSConfiguration(section) { _ in nil } }
        guard let configuration, mistakes.isEmpty else { throw ConfigurationMistakes(description: mistakes.joined()) }
        let context = DestinationContext(name: "lake", timeout: .seconds(100), logger: LogCapture().logger())
        destination = GCSDestination(configuration: configuration, context: context)
    }

    /// Says what the server is to do with this bucket from now on.
    func set(_ json: String) async throws {
        try await control.set("buckets/\(bucket)", json)
    }

    /// The requests that the bucket was sent, method and path.
    func requests() async throws -> [String] {
        struct Answer: Decodable { let requests: [String] }
        let answer = Data(try await control.get("buckets/\(bucket)").utf8)
        return try JSONDecoder().decode(Answer.self, from: answer).requests
    }
}
