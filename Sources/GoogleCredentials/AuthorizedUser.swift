import HTTPTransport

/// A person's grant, as `gcloud auth application-default login` leaves it: its refresh token is exchanged for a token.
struct AuthorizedUser: AccessTokenSource {
    let clientID: String
    let clientSecret: String
    let refreshToken: String
    let tokenURL: HTTPURL

    /// The scope is that of the grant, whatever is asked for.
    func accessToken(
        scope: String,
        _ client: HTTPClient,
        until deadline: ContinuousClock.Instant
    ) async throws(GoogleCredentialFailure) -> AccessToken {
        let form = [
            ("grant_type", "refresh_token"), ("client_id", clientID), ("client_secret", clientSecret),
            ("refresh_token", refreshToken),
        ]
        let exchange = TokenExchange(client: client, deadline: deadline)
        return try await exchange.grant(tokenURL, form: form, who: "an authorized user")
    }
}
