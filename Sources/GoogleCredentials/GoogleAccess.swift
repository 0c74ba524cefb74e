import HTTPTransport

/// Access tokens for one destination: got when first asked for, kept, and renewed before they end.
package final class GoogleAccess: Sendable {
    private enum Kind: Sendable {
        case none
        case fixed(String)
        case tokens(TokenCache, HTTPClient)
    }

    private let kind: Kind

    /// `timeout` bounds one renewal that nobody waits for; `name` is the destination's.
    package init(_ credentials: GoogleCredentials, scope: String, name: String, timeout: Duration) {
        switch credentials.kind {
        case .anonymous:
            kind = .none
        case .fixed(let token):
            kind = .fixed(token)
        case .source(let source):
            // A client of its own: the destination's may trust other authorities, or none at all.
            var configuration = HTTPClientConfiguration()
            configuration.threadName = "auth-\(name)"
            configuration.connectTimeout = min(.seconds(5), timeout)
            configuration.maxConnectionsPerHost = 2
            configuration.maxInFlight = 4
            let client = HTTPClient(configuration)
            let cache = TokenCache(timeout: timeout) { deadline throws(GoogleCredentialFailure) in
                try await source.accessToken(scope: scope, client, until: deadline)
            }
            kind = .tokens(cache, client)
        }
    }

    /// The value of `Authorization`, nil where there is none to be sent. Ends by the deadline and a little.
    package func authorization(
        until deadline: ContinuousClock.Instant
    ) async throws(GoogleCredentialFailure) -> String? {
        switch kind {
        case .none: return nil
        case .fixed(let token): return "Bearer \(token)"
        case .tokens(let cache, _): return "Bearer \(try await cache.token(until: deadline))"
        }
    }

    /// Says that a value of `Authorization` was answered with 401; true if asking again may give another one.
    package func refused(_ authorization: String?) async -> Bool {
        guard case .tokens(let cache, _) = kind, let authorization, authorization.hasPrefix("Bearer ") else {
            return false
        }
        await cache.forget(String(authorization.dropFirst("Bearer ".count)))
        return true
    }

    /// Ends what is under way, and takes nothing more.
    package func shutdown() async {
        if case .tokens(_, let client) = kind { await client.shutdown() }
    }
}
