import Foundation
import HTTPTransport
import TestSupport

/// `Tests/Servers/terra.py`, a server for each test.
final class TerraServer: Sendable {
    /// What was asked of it.
    struct Log: Decodable {
        struct Request: Decodable, Hashable {
            let user: String
            let start: String
            let days: Int

            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                user = try list.decode(String.self)
                start = try list.decode(String.self)
                days = try list.decode(Int.self)
            }
        }

        let served: [Request]
        let throttled: Int
        let held: Int
        let large: [String]
    }

    let port: Int
    private let process: ChildProcess
    private let client = HTTPClient()

    init() async throws {
        port = try FreePort.pick()
        process = try ChildProcess("python3", [TestFiles.path("Servers/terra.py"), "\(port)"])
        try await eventually("the server answers", timeout: .seconds(30)) { (try? await log()) != nil }
    }

    deinit {
        process.signal(SIGTERM)
    }

    var baseURL: String { "http://127.0.0.1:\(port)/v2" }

    /// Changes what it does; its header comment says what there is.
    func set(_ settings: [String: Any]) async throws {
        let body = [UInt8](try JSONSerialization.data(withJSONObject: settings))
        _ = try await send(.post, body)
    }

    func log() async throws -> Log {
        try JSONDecoder().decode(Log.self, from: Data(await send(.get, [])))
    }

    private func send(_ method: HTTPMethod, _ body: [UInt8]) async throws -> [UInt8] {
        let url = try HTTPURL("http://127.0.0.1:\(port)/_test")
        let request = HTTPRequest(method, url, body: [body[...]], timeout: .seconds(10), responseLimit: .keep(4 << 20))
        return try await client.send(request).body
    }
}
