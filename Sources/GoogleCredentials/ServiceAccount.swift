import Foundation
import HTTPTransport
import Signing

/// A service account's key: an assertion signed with it is exchanged for a token (RFC 7523).
struct ServiceAccount: AccessTokenSource {
    /// The longest that Google takes, in seconds.
    private static let assertionLifetime: Int64 = 3600
    private static let grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer"

    let email: String
    let tokenURL: HTTPURL
    let key: GoogleAssertion

    func accessToken(
        scope: String,
        _ client: HTTPClient,
        until deadline: ContinuousClock.Instant
    ) async throws(GoogleCredentialFailure) -> AccessToken {
        let assertion: String
        do throws(InvalidSecret) {
            assertion = try key.sign(
                issuer: email,
                scope: scope,
                audience: tokenURL.text,
                issuedAt: Int64(Date().timeIntervalSince1970),
                lifetime: Self.assertionLifetime
            )
        } catch {
            throw .needsAttention("no access token for \(email): \(error.reason)")
        }
        let form = [("grant_type", Self.grantType), ("assertion", assertion)]
        return try await TokenExchange(client: client, deadline: deadline).grant(tokenURL, form: form, who: email)
    }
}
