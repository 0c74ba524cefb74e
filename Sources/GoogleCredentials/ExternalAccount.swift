import HTTPTransport

/// Workload identity federation: another identity provider's token is exchanged for one of Google's (RFC 8693), and that
/// for a service account's where the configuration names one.
struct ExternalAccount: AccessTokenSource {
    private static let platformScope = "https://www.googleapis.com/auth/cloud-platform"

    let audience: String
    let subjectTokenType: String
    let tokenURL: HTTPURL
    let subjectToken: SubjectToken
    let impersonation: Impersonation?

    func accessToken(
        scope: String,
        _ client: HTTPClient,
        until deadline: ContinuousClock.Instant
    ) async throws(GoogleCredentialFailure) -> AccessToken {
        let exchange = TokenExchange(client: client, deadline: deadline)
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("audience", audience),
            ("scope", impersonation == nil ? scope : Self.platformScope),
            ("subject_token_type", subjectTokenType),
            ("subject_token", try await subjectToken.read(exchange)),
        ]
        let token = try await exchange.grant(tokenURL, form: form, who: "the workload identity")
        guard let impersonation else { return token }
        return try await impersonation.token(scope: scope, as: token, exchange)
    }
}
