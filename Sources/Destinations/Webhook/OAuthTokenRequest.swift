import Foundation
import HTTPTransport
import JSONScanner
import Signing

/// How a token is asked for, and how the answer is read.
struct OAuthTokenRequest: Sendable {
    private static let largestAnswer = 64 << 10
    private static let longestCode = 40

    let settings: OAuthSettings

    func make(timeout: Duration) -> HTTPRequest {
        var form = [("grant_type", "client_credentials")]
        if let scope = settings.scope { form.append(("scope", scope)) }
        var headers = [
            HTTPField("Content-Type", "application/x-www-form-urlencoded"), HTTPField("Accept", "application/json"),
        ]
        let id = URIEncoding.encode(settings.clientID)
        let secret = URIEncoding.encode(settings.clientSecret)
        switch settings.clientAuthentication {
        case .header:
            let credentials = Data("\(id):\(secret)".utf8).base64EncodedString()
            headers.append(HTTPField("Authorization", "Basic \(credentials)"))
        case .body:
            form += [("client_id", settings.clientID), ("client_secret", settings.clientSecret)]
        }
        let body = form.map { "\($0)=\(URIEncoding.encode($1))" }.joined(separator: "&")
        return HTTPRequest(
            .post,
            settings.tokenURL,
            headers: headers,
            body: [ArraySlice(body.utf8)],
            timeout: timeout,
            responseLimit: .require(Self.largestAnswer)
        )
    }

    /// The token of an answer; `now` in unix seconds.
    func read(_ response: HTTPResponse, now: Int64) -> Result<OAuthToken, OAuthFailure> {
        guard response.status == 200 else { return .failure(refusal(response, now: now)) }
        let token: OAuthToken?? = try? withJSON(response.body[...]) { root in
            let type = root["token_type"]?.string?.lowercased() ?? "bearer"
            guard let value = root["access_token"]?.string, !value.isEmpty, type == "bearer",
                HTTPField("Authorization", value).isWellFormed
            else { return nil }
            // Some servers write the number as a string.
            let lifetime = root["expires_in"].flatMap { $0.integer ?? $0.string.flatMap { Int64($0) } }
            return OAuthToken(value, lifetime: lifetime, now: .now)
        }
        guard let token = token ?? nil else {
            return .failure(OAuthFailure(.retry("\(settings.tokenURL) answered without a token", concernsAll: true)))
        }
        return .success(token)
    }

    private func refusal(_ response: HTTPResponse, now: Int64) -> OAuthFailure {
        let code: String?? = try? withJSON(response.body[...]) { $0["error"]?.string }
        let name = Self.shown(code ?? nil).map { " \($0)" } ?? ""
        let reason = "\(settings.tokenURL) gave no token: it answered \(StatusPhrase.text(of: response.status))\(name)"
        switch response.status {
        case 400, 401, 403:
            return OAuthFailure(
                .pause("\(reason): check 'client_id', 'client_secret' and 'scope' in 'oauth'")
            )
        case 404, 405:
            return OAuthFailure(.pause("\(reason): check 'token_url' in 'oauth'"))
        default:
            let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: now) }
            return OAuthFailure(.retry(reason, after: wait, concernsAll: true))
        }
    }

    /// A code of RFC 6749, 5.2; anything else might tell more than is to be logged.
    private static func shown(_ code: String?) -> String? {
        guard let code, code.utf8.count <= longestCode,
            code.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
        else { return nil }
        return code
    }
}
