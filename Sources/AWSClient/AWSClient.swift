import AWSCredentials
import Foundation
import HTTPTransport
import RouterCore
import Signing
import Synchronization

/// Signs and sends requests to one service in one region.
///
/// Credentials that the service calls expired are fetched anew, and a request that was signed at a time the service does
/// not accept is signed again at the service's own, which the answer's `Date` tells: each once a request.
package final class AWSClient: Sendable {
    /// A clock that is off by less than this is not why a request was refused, seconds.
    private static let toleratedSkew: Int64 = 60
    /// Refusals after which other credentials may be taken.
    private static let codesOfCredentials: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired", "InvalidAccessKeyId",
        "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidSignatureException",
    ]

    private let service: String
    private let region: String
    private let provider: AWSCredentialProvider
    private let client: HTTPClient
    private let now: @Sendable () -> Int64
    /// How far the service's clock is ahead of ours, seconds.
    private let skew = Atomic<Int64>(0)

    /// `service` is the name that the service signs under; `now` in unix seconds.
    package init(
        service: String,
        region: String,
        credentials: AWSCredentialProvider,
        transport: HTTPClientConfiguration,
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }
    ) {
        self.service = service
        self.region = region
        provider = credentials
        client = HTTPClient(transport)
        self.now = now
    }

    /// Sends a request and returns the answer, whatever its status.
    package func send(
        _ request: AWSRequest,
        until deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> HTTPResponse {
        var mayCorrectClock = true
        var mayRenewCredentials = true
        while true {
            let credentials = try await credentials(until: deadline)
            let signingTime = now() + skew.load(ordering: .relaxed)
            let response = try await send(request, credentials, at: signingTime, until: deadline)
            guard [400, 401, 403].contains(response.status) else { return response }
            if mayCorrectClock, correctClock(response, signedAt: signingTime) {
                mayCorrectClock = false
            } else if mayRenewCredentials, concernsCredentials(request, response) {
                mayRenewCredentials = false
                await provider.invalidate(credentials)
                guard try await self.credentials(until: deadline) != credentials else { return response }
            } else {
                return response
            }
        }
    }

    package func shutdown() async {
        await client.shutdown()
        await provider.shutdown()
    }

    private func credentials(until deadline: ContinuousClock.Instant) async throws(AWSFailure) -> AWSCredentials {
        do throws(DestinationFailure) {
            return try await provider.credentials(until: deadline)
        } catch {
            throw .credentials(error)
        }
    }

    private func send(
        _ request: AWSRequest,
        _ credentials: AWSCredentials,
        at time: Int64,
        until deadline: ContinuousClock.Instant
    ) async throws(AWSFailure) -> HTTPResponse {
        do throws(HTTPFailure) {
            return try await client.send(signed(request, credentials, at: time, until: deadline))
        } catch {
            throw .transport(error)
        }
    }

    private func signed(
        _ request: AWSRequest,
        _ credentials: AWSCredentials,
        at time: Int64,
        until deadline: ContinuousClock.Instant
    ) throws(HTTPFailure) -> HTTPRequest {
        let signer = SigV4(
            accessKeyID: credentials.accessKeyID,
            secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken,
            region: region,
            service: service
        )
        let added = signer.sign(
            SigV4.Request(
                method: request.method.rawValue,
                host: request.endpoint.authority,
                path: request.path,
                query: request.query,
                headers: request.headers.map { (name: $0.name, value: $0.value) },
                bodyHash: LowercaseHex.string(request.bodyHash)
            ),
            at: time
        )
        let query = request.query.isEmpty ? "" : "?" + URIEncoding.query(request.query)
        let scheme = request.endpoint.isSecure ? "https" : "http"
        return HTTPRequest(
            request.method,
            try HTTPURL("\(scheme)://\(request.endpoint.authority)\(request.path)\(query)"),
            headers: request.headers + added.map { HTTPField($0.name, $0.value) },
            body: request.body,
            timeout: max(.milliseconds(1), ContinuousClock.now.duration(to: deadline)),
            responseLimit: .keep(request.keptAnswer)
        )
    }

    /// True where the clocks are so far apart that the request may have been refused for it; the next one is then signed
    /// at the service's time.
    private func correctClock(_ response: HTTPResponse, signedAt time: Int64) -> Bool {
        guard let date = response.headers["date"].flatMap({ HTTPDate.parse($0) }) else { return false }
        guard abs(date - time) > Self.toleratedSkew else { return false }
        skew.store(date - now(), ordering: .relaxed)
        return true
    }

    private func concernsCredentials(_ request: AWSRequest, _ response: HTTPResponse) -> Bool {
        guard let code = AWSErrorCode.of(response) else {
            // An answer to HEAD has no body to name the reason.
            return request.method == .head
        }
        return Self.codesOfCredentials.contains(code)
    }
}
