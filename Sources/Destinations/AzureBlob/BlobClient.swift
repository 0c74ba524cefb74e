import Foundation
import HTTPDestinations
import HTTPTransport
import ObjectStorage
import Signing
import Synchronization

/// Sends requests to the Blob service: dated, authorized, and once more where the service's clock or a token was to
/// blame.
final class BlobClient: Sendable {
    /// The version of the service's protocol that is spoken.
    static let version = "2021-12-02"
    /// Of a response its headers matter, and of the body of a refusal nothing.
    private static let keptResponseBytes = 4 << 10
    /// The service takes a date up to 15 minutes off; from here on its own is used.
    private static let tolerableSkew: Int64 = 300

    let http: HTTPClient
    private let endpoint: BlobEndpoint
    private let credential: BlobCredential
    private let tokens: TokenSource?
    /// Seconds that the service's clock is ahead of ours, as far as that matters.
    private let skew = Atomic<Int64>(0)

    init(endpoint: BlobEndpoint, credential: BlobCredential, http: HTTPClient) {
        self.endpoint = endpoint
        self.credential = credential
        self.http = http
        if case .identity(let identity) = credential {
            tokens = TokenSource(identity, client: http)
        } else {
            tokens = nil
        }
    }

    /// The answer, whatever its status; throws where there is none.
    func send(
        _ request: BlobRequest,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> HTTPResponse {
        let token = try await tokens?.token(until: deadline)
        let response = try await perform(request, token: token, until: deadline)
        if response.status == 401, let tokens, let token {
            await tokens.discard(token)
            let renewed = try await tokens.token(until: deadline)
            return renewed == token ? response : try await perform(request, token: renewed, until: deadline)
        }
        if response.status == 403, adoptsClock(of: response) {
            return try await perform(request, token: token, until: deadline)
        }
        return response
    }

    private func perform(
        _ request: BlobRequest,
        token: String?,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> HTTPResponse {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { throw BlobVerdict.outOfTime }
        do throws(HTTPFailure) {
            return try await http.send(made(request, token: token, timeout: left))
        } catch {
            throw ObjectStoreFailure(error.outcome, concernsAll: error.concernsAll)
        }
    }

    private func made(
        _ request: BlobRequest,
        token: String?,
        timeout: Duration
    ) throws(HTTPFailure) -> HTTPRequest {
        let now = Self.now() + skew.load(ordering: .relaxed)
        var headers = request.headers
        headers.append(("x-ms-date", HTTPDate.text(now)))
        headers.append(("x-ms-version", Self.version))
        var query = request.query.map { "\(URIEncoding.encode($0.name))=\(URIEncoding.encode($0.value))" }
        switch credential {
        case .sharedKey(let key):
            let authorization = key.authorization(
                method: request.method.rawValue,
                path: request.path,
                query: request.query,
                headers: headers,
                contentLength: request.body.reduce(0) { $0 + $1.count }
            )
            headers.append(("Authorization", authorization))
        case .sharedAccessSignature(let signature):
            query.append(signature.query)
        case .identity:
            if let token { headers.append(("Authorization", "Bearer \(token)")) }
        }
        let suffix = query.isEmpty ? "" : "?" + query.joined(separator: "&")
        return HTTPRequest(
            request.method,
            try HTTPURL(endpoint.origin + request.path + suffix),
            headers: headers.map { HTTPField($0.name, $0.value) },
            body: request.body,
            timeout: timeout,
            responseLimit: .keep(Self.keptResponseBytes)
        )
    }

    /// Whether the request was refused because our clock is off, and will be dated by the service's from now on.
    private func adoptsClock(of response: HTTPResponse) -> Bool {
        guard case .sharedKey = credential, response.headers["x-ms-error-code"] == "AuthenticationFailed",
            let theirs = response.headers["date"].flatMap({ HTTPDate.parse($0) })
        else { return false }
        let difference = theirs - Self.now()
        guard abs(difference - skew.load(ordering: .relaxed)) > Self.tolerableSkew else { return false }
        skew.store(difference, ordering: .relaxed)
        return true
    }

    /// Unix seconds.
    static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }
}
