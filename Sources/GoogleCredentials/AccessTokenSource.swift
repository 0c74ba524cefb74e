import HTTPTransport

/// A way to get access tokens.
protocol AccessTokenSource: Sendable {
    /// A new token for a scope. Ends by the deadline and a little.
    func accessToken(
        scope: String,
        _ client: HTTPClient,
        until deadline: ContinuousClock.Instant
    ) async throws(GoogleCredentialFailure) -> AccessToken
}
