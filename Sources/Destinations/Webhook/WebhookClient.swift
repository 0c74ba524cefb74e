import Foundation
import HTTPTransport
import RouterCore

/// Sends requests to the receiver, with a token where one is asked for, and reads the answers.
final class WebhookClient: Sendable {
    private let client: HTTPClient
    private let tokens: OAuthTokens?

    init(_ configuration: HTTPClientConfiguration, oauth: OAuthSettings?) {
        let client = HTTPClient(configuration)
        self.client = client
        tokens = oauth.map { OAuthTokens($0, client: client) }
    }

    func connect(to url: HTTPURL, timeout: Duration) async throws(HTTPFailure) {
        try await client.connect(to: url, timeout: timeout)
    }

    /// Whether there is a token to be had; nil where none is asked for.
    func examineCredentials(until deadline: ContinuousClock.Instant) async -> ConnectionFinding? {
        switch await tokens?.token(until: deadline) {
        case nil: nil
        case .success:
            ConnectionFinding(.credentials, .good, "'oauth' gave a token; whether it suffices, a delivery tells")
        case .failure(let failure): ConnectionFinding(.credentials, .bad, failure.verdict.outcome.reason)
        }
    }

    /// Sends a request until the deadline at the latest. A token that is refused may have been taken back before its end:
    /// it is replaced once.
    func send(_ request: HTTPRequest, until deadline: ContinuousClock.Instant) async -> Verdict {
        guard let tokens else { return await exchange(request).verdict }
        var verdict = Verdict.delivered
        for isLast in [false, true] {
            let token: OAuthToken
            switch await tokens.token(until: deadline) {
            case .success(let fetched): token = fetched
            case .failure(let failure): return failure.verdict
            }
            var authorized = request
            authorized.timeout = max(.milliseconds(1), deadline - .now)
            authorized.headers.append(HTTPField("Authorization", "Bearer \(token.value)"))
            let status: Int?
            (verdict, status) = await exchange(authorized)
            guard status == 401 else { return verdict }
            await tokens.discard(token)
            if !isLast, ContinuousClock.now >= deadline { return verdict }
        }
        return verdict
    }

    func shutdown() async {
        await client.shutdown()
    }

    /// What the answer says, and its status where there was one.
    private func exchange(_ request: HTTPRequest) async -> (verdict: Verdict, status: Int?) {
        do throws(HTTPFailure) {
            let response = try await client.send(request)
            return (Verdict(response, now: Int64(Date().timeIntervalSince1970)), response.status)
        } catch {
            return (Verdict(error), nil)
        }
    }
}
