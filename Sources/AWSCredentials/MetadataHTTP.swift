import Foundation
import HTTPTransport
import JSONScanner
import RouterCore

/// Requests to the services that hand out credentials. Its clients, and with them their threads, come into being with
/// the first request.
final class MetadataHTTP: Sendable {
    /// One exchange with a service that is known to be there.
    static let timeout: Duration = .seconds(5)
    /// The most bytes of an answer.
    private static let maximumAnswer = 64 << 10

    private let lock = NSLock()
    nonisolated(unsafe) private var machineClient: HTTPClient?
    nonisolated(unsafe) private var internetClient: HTTPClient?

    /// `isLocal`: the service is part of the machine, and no proxy leads to it.
    func send(
        _ method: HTTPMethod,
        _ url: String,
        headers: [HTTPField] = [],
        body: String = "",
        isLocal: Bool,
        timeout: Duration,
        until deadline: ContinuousClock.Instant
    ) async throws(HTTPFailure) -> HTTPResponse {
        let remaining = ContinuousClock.now.duration(to: deadline)
        let request = HTTPRequest(
            method,
            try HTTPURL(url),
            headers: headers,
            body: body.isEmpty ? [] : [Array(body.utf8)[...]],
            timeout: max(.milliseconds(1), min(timeout, remaining)),
            responseLimit: .require(Self.maximumAnswer)
        )
        return try await client(isLocal: isLocal).send(request)
    }

    func shutdown() async {
        let clients = lock.withLock {
            defer { (machineClient, internetClient) = (nil, nil) }
            return [machineClient, internetClient]
        }
        for client in clients { await client?.shutdown() }
    }

    private func client(isLocal: Bool) -> HTTPClient {
        lock.withLock {
            if let client = isLocal ? machineClient : internetClient { return client }
            var configuration = HTTPClientConfiguration()
            configuration.threadName = "aws-credentials"
            configuration.connectTimeout = Self.timeout
            configuration.usesProxies = !isLocal
            let client = HTTPClient(configuration)
            if isLocal { machineClient = client } else { internetClient = client }
            return client
        }
    }
}
