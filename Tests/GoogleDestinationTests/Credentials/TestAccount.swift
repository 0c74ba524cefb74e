import Foundation
import GoogleCredentials
import TestSupport

/// A service account of one test, at the token endpoints of a test server.
struct TestAccount {
    static let scope = "https://www.googleapis.com/auth/devstorage.read_write"

    let email: String
    let server: String
    private let control: ServerControl

    init() throws {
        email = "test-\(UUID().uuidString.lowercased())@test-project.iam.gserviceaccount.com"
        server = try TestServers.gcs
        control = ServerControl(server)
    }

    var host: String { server.replacing("http://", with: "") }

    /// The JSON file of the account's key, with members replaced.
    func credentials(_ changes: [String: Any] = [:]) throws -> String {
        let data = try Data(contentsOf: URL(fileURLWithPath: TestServers.gcsCredentials))
        let known = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        return try Self.json(known.merging(["client_email": email]) { $1 }.merging(changes) { $1 })
    }

    static func json(_ object: [String: Any]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }

    /// Says what the server is to do for this account from now on.
    func set(_ json: String) async throws {
        try await control.set("accounts/\(email)", json)
    }

    /// How often the server was asked for a token of this account.
    func requests() async throws -> Int {
        struct Answer: Decodable { let requests: Int }
        return try JSONDecoder().decode(Answer.self, from: Data(try await control.get("accounts/\(email)").utf8))
            .requests
    }

    /// Runs `body` with the access that these credentials give.
    static func access<Result>(
        _ credentials: String,
        timeout: Duration = .seconds(20),
        _ body: (GoogleAccess) async throws -> Result
    ) async throws -> Result {
        let (read, mistakes) = try GoogleDestinationTests.read("credentials: \(quoted(credentials))") {
            GoogleCredentials($0)
        }
        guard let read, mistakes.isEmpty else { throw ConfigurationMistakes(description: mistakes.joined()) }
        return try await access(read, timeout: timeout, body)
    }

    static func access<Result>(
        _ credentials: GoogleCredentials,
        timeout: Duration = .seconds(20),
        _ body: (GoogleAccess) async throws -> Result
    ) async throws -> Result {
        let access = GoogleAccess(credentials, scope: scope, name: "test", timeout: timeout)
        do {
            let result = try await body(access)
            await access.shutdown()
            return result
        } catch {
            await access.shutdown()
            throw error
        }
    }
}

/// The configuration of a test is wrong.
struct ConfigurationMistakes: Error, CustomStringConvertible {
    let description: String
}
