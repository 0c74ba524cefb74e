import Foundation
import HTTPTransport

/// Asks the IAM Credentials API for a service account's token (`generateAccessToken`), on the word of another token.
struct Impersonation: Sendable {
    private struct Request: Encodable {
        let delegates: [String]?
        let lifetime: String
        let scope: [String]
    }

    private struct Answer: Decodable {
        let accessToken: String
        let expireTime: String
    }

    /// Where an answer says its end in a form that is not understood, in seconds.
    private static let shortLifetime: Double = 300

    let url: HTTPURL
    let delegates: [String]
    /// Seconds.
    let lifetime: Int

    func token(
        scope: String,
        as caller: AccessToken,
        _ exchange: TokenExchange
    ) async throws(GoogleCredentialFailure) -> AccessToken {
        let request = Request(
            delegates: delegates.isEmpty ? nil : delegates,
            lifetime: "\(lifetime)s",
            scope: [scope]
        )
        guard let body = try? JSONEncoder().encode(request) else {
            throw .needsAttention("no access token: the impersonation cannot be written as JSON")
        }
        let headers = [
            HTTPField("Content-Type", "application/json"), HTTPField("Authorization", "Bearer \(caller.value)"),
        ]
        let response = try await exchange.send(.post, url, headers: headers, body: [UInt8](body))
        guard response.status == 200 else {
            let reason = "\(url) gives no token of the service account to impersonate: it answered \(response.status)"
            guard [400, 401, 403, 404].contains(response.status) else { throw .unavailable(reason) }
            throw .needsAttention(
                "\(reason); the caller needs the role roles/iam.workloadIdentityUser or "
                    + "roles/iam.serviceAccountTokenCreator on it"
            )
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)),
            HTTPField("Authorization", answer.accessToken).isWellFormed
        else {
            throw .unavailable("no access token: what \(url) answered holds none")
        }
        let end = try? Date(answer.expireTime, strategy: .iso8601)
        return AccessToken(
            value: answer.accessToken,
            lifetime: .seconds(max(0, end?.timeIntervalSinceNow ?? Self.shortLifetime))
        )
    }
}
