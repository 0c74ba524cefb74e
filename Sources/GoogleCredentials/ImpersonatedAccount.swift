import HTTPTransport

/// A service account on the word of other credentials, as `gcloud … --impersonate-service-account` leaves it.
struct ImpersonatedAccount: AccessTokenSource {
    private static let platformScope = "https://www.googleapis.com/auth/cloud-platform"

    let source: any AccessTokenSource
    let impersonation: Impersonation

    func accessToken(
        scope: String,
        _ client: HTTPClient,
        until deadline: ContinuousClock.Instant
    ) async throws(GoogleCredentialFailure) -> AccessToken {
        let caller = try await source.accessToken(scope: Self.platformScope, client, until: deadline)
        let exchange = TokenExchange(client: client, deadline: deadline)
        return try await impersonation.token(scope: scope, as: caller, exchange)
    }
}
