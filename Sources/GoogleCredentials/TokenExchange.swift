import Foundation
import HTTPTransport

/// Requests that are answered with a token, and the reading of their answers.
struct TokenExchange {
    private struct Grant: Decodable {
        let accessToken: String
        let expiresIn: Double?
    }

    private struct Refusal: Decodable {
        let error: String
        let errorDescription: String?
    }

    private static let responseLimit = 256 << 10
    /// What RFC 6749 leaves open where `expires_in` is missing: long enough to be of use, short enough to be true.
    private static let lifetimeWithoutWord: Double = 300
    private static let longestLifetime: Double = 43_200

    let client: HTTPClient
    let deadline: ContinuousClock.Instant

    /// Posts a form to an OAuth 2.0 token endpoint; `who` names the credentials for messages.
    func grant(
        _ url: HTTPURL,
        form: [(String, String)],
        who: String
    ) async throws(GoogleCredentialFailure) -> AccessToken {
        let body = form.map { "\(Self.formEncoded($0))=\(Self.formEncoded($1))" }.joined(separator: "&")
        let headers = [HTTPField("Content-Type", "application/x-www-form-urlencoded")]
        let response = try await send(.post, url, headers: headers, body: Array(body.utf8))
        guard response.status == 200 else { throw Self.refusal(response, url, who) }
        return try Self.token(response, url)
    }

    /// Sends a request; throws only where there is no answer.
    func send(
        _ method: HTTPMethod,
        _ url: HTTPURL,
        headers: [HTTPField],
        body: [UInt8] = []
    ) async throws(GoogleCredentialFailure) -> HTTPResponse {
        let request = HTTPRequest(
            method,
            url,
            headers: headers,
            body: body.isEmpty ? [] : [body[...]],
            timeout: max(.milliseconds(1), ContinuousClock.now.duration(to: deadline)),
            responseLimit: .require(Self.responseLimit)
        )
        do throws(HTTPFailure) {
            return try await client.send(request)
        } catch {
            throw .unavailable("no access token: \(error.reason)")
        }
    }

    /// Reads the answer of a token endpoint, or of the metadata server, which has the same form.
    static func token(_ response: HTTPResponse, _ url: HTTPURL) throws(GoogleCredentialFailure) -> AccessToken {
        guard let grant = try? JSONDecoder.snakeCase.decode(Grant.self, from: Data(response.body)),
            HTTPField("Authorization", grant.accessToken).isWellFormed, !grant.accessToken.isEmpty
        else {
            throw .unavailable("no access token: what \(url) answered holds none")
        }
        let seconds = min(max(0, grant.expiresIn ?? lifetimeWithoutWord), longestLifetime)
        return AccessToken(value: grant.accessToken, lifetime: .seconds(seconds))
    }

    /// Reads an answer other than 200: what a client did wrong needs somebody to act, all else may pass.
    static func refusal(_ response: HTTPResponse, _ url: HTTPURL, _ who: String) -> GoogleCredentialFailure {
        let refusal = try? JSONDecoder.snakeCase.decode(Refusal.self, from: Data(response.body))
        let said = refusal.map { " (\(shown($0)))" } ?? ""
        let reason = "\(url) gives no access token for \(who): it answered \(response.status)\(said)"
        guard [400, 401, 403].contains(response.status) else { return .unavailable(reason) }
        return .needsAttention("\(reason)\(advice(refusal?.error))")
    }

    private static func advice(_ code: String?) -> String {
        switch code {
        case "invalid_grant": "; check that the key or grant still exists, and that this machine's clock is right"
        case "invalid_client", "unauthorized_client": "; check the client or service account"
        case "access_denied": "; check the permissions"
        default: ""
        }
    }

    /// The code and, where it is plain prose, the description.
    private static func shown(_ refusal: Refusal) -> String {
        let isCode = refusal.error.utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z")
        }
        let code = isCode && refusal.error.utf8.count <= 40 ? refusal.error : "an error"
        guard let text = refusal.errorDescription, (1...200).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }),
            text.split(separator: " ").allSatisfy({ $0.utf8.count <= 40 })
        else { return code }
        return "\(code): \(text)"
    }

    private static func formEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isPlain || "-._~".unicodeScalars.contains(scalar) {
                encoded.unicodeScalars.append(scalar)
            } else {
                encoded += String(format: "%%%02X", Int(byte))
            }
        }
        return encoded
    }
}
