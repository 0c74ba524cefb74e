import Daemon
import HTTPTransport
import Intake

/// Talks to the running daemon over one of its own listeners.
final class DaemonClient: Sendable {
    private let client = HTTPClient()
    private let intake: String?
    private let admin: String?

    init(_ configuration: DaemonConfiguration) {
        intake = configuration.listeners.first { $0.role.contains(.intake) && $0.isHTTP }.map(\.baseURL)
        admin = configuration.listeners.first { $0.role.contains(.admin) && $0.isHTTP }.map(\.baseURL)
    }

    func get(_ path: String) async throws -> HTTPResponse {
        guard let admin else { throw Self.noListener("admin.listen") }
        return try await send(
            HTTPRequest(.get, url(admin + path), timeout: .seconds(10), responseLimit: .keep(4 << 20))
        )
    }

    /// Posts a body to `url`, or to the daemon's own intake.
    func post(_ body: ArraySlice<UInt8>, headers: [HTTPField], to url: String?) async throws -> HTTPResponse {
        guard let base = url ?? intake.map({ $0 + "/events" }) else { throw Self.noListener("listen") }
        return try await send(HTTPRequest(.post, self.url(base), headers: headers, body: [body], timeout: .seconds(30)))
    }

    func close() {
        let client = client
        Task { await client.shutdown() }
    }

    private func url(_ text: String) throws -> HTTPURL {
        do {
            return try HTTPURL(text)
        } catch {
            throw CommandFailure(error.reason, code: CommandFailure.wrongInput)
        }
    }

    private func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        do {
            return try await client.send(request)
        } catch {
            throw CommandFailure("\(request.url): \(error.reason); is the daemon running?")
        }
    }

    private static func noListener(_ key: String) -> CommandFailure {
        CommandFailure(
            "this command needs a TCP address in `\(key)` to reach the daemon",
            code: CommandFailure.wrongInput
        )
    }
}

extension ListenerConfiguration {
    fileprivate var isHTTP: Bool {
        if case .tcp = address { true } else { false }
    }

    fileprivate var baseURL: String {
        guard case .tcp(let host, let port) = address else { return "" }
        // A listener on every address is reached on this machine's own.
        let near = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
        return "\(tls == nil ? "http" : "https")://\(near.contains(":") ? "[\(near)]" : near):\(port)"
    }
}
