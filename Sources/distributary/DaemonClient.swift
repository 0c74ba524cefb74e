import Daemon
import Foundation
import HTTPTransport
import Intake

/// Talks to the running daemon over one of its own listeners.
final class DaemonClient: Sendable {
    private let client = HTTPClient()
    private let intake: String?
    private let admin: String?
    /// Where commands are taken.
    private let local: String?

    convenience init(_ configuration: DaemonConfiguration) {
        self.init(configuration.listeners)
    }

    init(_ listeners: [ListenerConfiguration]) {
        intake = listeners.first { $0.role.contains(.intake) && $0.isHTTP }.map(\.baseURL)
        admin = listeners.first { $0.role.contains(.admin) && $0.isHTTP }.map(\.baseURL)
        local = listeners.first { $0.takesCommands && $0.isHTTP }.map(\.baseURL)
    }

    func get(_ path: String) async throws -> HTTPResponse {
        guard let admin else { throw Self.noListener("admin.listen") }
        return try await send(
            HTTPRequest(.get, url(admin + path), timeout: .seconds(10), responseLimit: .keep(4 << 20))
        )
    }

    /// How each destination is doing.
    func status() async throws -> StatusReport {
        let response = try await get("/status")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard response.status == 200,
            let report = try? decoder.decode(StatusReport.self, from: Data(response.body))
        else { throw CommandFailure("the daemon answered /status with \(response.status)") }
        return report
    }

    /// Posts a body to `url`, or to the daemon's own intake.
    func post(_ body: ArraySlice<UInt8>, headers: [HTTPField], to url: String?) async throws -> HTTPResponse {
        guard let base = url ?? intake.map({ $0 + "/events" }) else { throw Self.noListener("listen") }
        return try await send(HTTPRequest(.post, self.url(base), headers: headers, body: [body], timeout: .seconds(30)))
    }

    /// What the daemon did, or why it did not.
    func result<Answer: Decodable>(
        of action: AdminAction,
        _ body: some Encodable,
        as type: Answer.Type
    ) async throws -> Answer {
        guard let local else {
            throw CommandFailure(
                "commands are taken on a loopback TCP address only: set `admin.listen`, such as 127.0.0.1:8081",
                code: CommandFailure.wrongInput
            )
        }
        guard let answer = try await answer(to: action, body, as: type) else {
            throw CommandFailure("no daemon answers at \(local): is it running?")
        }
        return answer
    }

    /// As `result`; nil where no daemon takes commands.
    func answer<Answer: Decodable>(
        to action: AdminAction,
        _ body: some Encodable,
        as type: Answer.Type
    ) async throws -> Answer? {
        guard let response = try await command(action, body) else { return nil }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        if response.status == 200, let answer = try? decoder.decode(type, from: Data(response.body)) { return answer }
        throw Self.refusal(response, of: action)
    }

    /// Hands on what the daemon tells until it or the day ends.
    func follow(
        _ action: AdminAction,
        _ body: some Encodable,
        receive: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
    ) async throws {
        let response = try await command(action, body, timeout: .seconds(86_400), receive: receive)
        guard let response else { throw CommandFailure("no daemon takes commands at \(local ?? "a loopback address")") }
        if response.status != 200 { throw Self.refusal(response, of: action) }
    }

    private static func refusal(_ response: HTTPResponse, of action: AdminAction) -> CommandFailure {
        guard let problem = try? JSONDecoder().decode(CommandProblem.self, from: Data(response.body)) else {
            return CommandFailure("the daemon answered \(action.rawValue) with \(response.status)")
        }
        let text = ((problem.mistakes ?? []) + [problem.detail]).joined(separator: "\n\n")
        return CommandFailure(text, code: problem.isOfTheAsker ? CommandFailure.wrongInput : CommandFailure.failed)
    }

    private func command(
        _ action: AdminAction,
        _ body: some Encodable,
        timeout: Duration = .seconds(150),
        receive: (@Sendable (UnsafeRawBufferPointer) -> Void)? = nil
    ) async throws -> HTTPResponse? {
        guard let local else { return nil }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        var request = HTTPRequest(
            .post,
            try url("\(local)/\(action.rawValue)"),
            headers: [
                HTTPField(AdminAction.header, action.rawValue), HTTPField("Content-Type", "application/json"),
            ],
            body: [[UInt8](try encoder.encode(body))[...]],
            timeout: timeout,
            responseLimit: .keep(4 << 20)
        )
        request.receive = receive
        do {
            return try await client.send(request)
        } catch  where error.kind == .cannotConnect {
            return nil
        } catch {
            throw CommandFailure("\(request.url): \(error.reason)")
        }
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
    fileprivate var takesCommands: Bool { role.contains(.admin) && address.isLocal }

    fileprivate var isHTTP: Bool {
        if case .tcp = address { true } else { false }
    }

    /// Where a TCP listener is reached; empty for another.
    var baseURL: String {
        guard case .tcp(let host, let port) = address else { return "" }
        // A listener on every address is reached on this machine's own.
        let near = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
        return "\(tls == nil ? "http" : "https")://\(near.contains(":") ? "[\(near)]" : near):\(port)"
    }
}
