import Foundation
import HTTPTransport
import JSONScanner
import ObjectStorage
import RouterCore
import Signing

/// How an identity asks for a token, and how the answer is read.
struct TokenRequest: Sendable {
    /// What tokens are asked for.
    private static let resource = "https://storage.azure.com"
    /// A federated token is a few kilobytes.
    private static let largestTokenFile = 64 << 10
    private static let largestAnswer = 64 << 10

    let identity: AzureIdentity

    /// Reads the federated token anew each time: the platform replaces it well before it ends.
    func make(timeout: Duration) async throws(ObjectStoreFailure) -> HTTPRequest {
        switch identity {
        case .workload(let authority, let tenant, let client, let file):
            let assertion = try await Self.read(file)
            return try Self.exchange(
                at: authority,
                tenant: tenant,
                fields: [
                    ("client_id", client),
                    ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                    ("client_assertion", assertion),
                ],
                timeout
            )
        case .application(let authority, let tenant, let client, let secret):
            return try Self.exchange(
                at: authority,
                tenant: tenant,
                fields: [("client_id", client), ("client_secret", secret)],
                timeout
            )
        case .platformEndpoint(let url, let header, let client):
            return try Self.managed(url, "2019-08-01", client, HTTPField("X-IDENTITY-HEADER", header), timeout)
        case .metadataService(let host, let client):
            let url = "\(host)/metadata/identity/oauth2/token"
            return try Self.managed(url, "2018-02-01", client, HTTPField("Metadata", "true"), timeout)
        }
    }

    /// The token of an answer; `now` in unix seconds.
    func read(_ response: HTTPResponse, now: Int64) throws(ObjectStoreFailure) -> AccessToken {
        guard response.status == 200 else { throw failure(response, now: now) }
        let token: AccessToken?? = try? withJSON(response.body[...]) { root in
            guard let value = root["access_token"]?.string, !value.isEmpty else { return nil }
            // Managed identities write numbers as strings; `expires_on` is unix seconds.
            func number(_ value: JSONValue?) -> Int64? { value?.integer ?? value?.string.flatMap { Int64($0) } }
            let lifetime = number(root["expires_in"]) ?? number(root["expires_on"]).map { $0 - now } ?? 0
            return AccessToken(value: value, expires: .now + .seconds(max(0, min(lifetime, 7 * 86_400))))
        }
        guard let token = token ?? nil else {
            throw ObjectStoreFailure(
                .retry(after: nil, reason: "\(identity.name) answered without a token"),
                concernsAll: true
            )
        }
        return token
    }

    private func failure(_ response: HTTPResponse, now: Int64) -> ObjectStoreFailure {
        let code: String?? = try? withJSON(response.body[...]) { root in
            // Of the description only the number: the rest names tenants and applications.
            let description = root["error_description"]?.string ?? ""
            let number = description.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
            return number.hasPrefix("AADSTS") ? String(number) : root["error"]?.string
        }
        let name = (code ?? nil).map { " \($0)" } ?? ""
        let reason = "\(identity.name) gave no token: it answered \(response.status)\(name)"
        switch response.status {
        case 400, 401, 403:
            return ObjectStoreFailure(
                .pause(reason: "\(reason); check the identity and its federated credential or secret"),
                concernsAll: true
            )
        default:
            let wait = response.headers["retry-after"].flatMap { RetryAfter.parse($0, now: now) }
            return ObjectStoreFailure(.retry(after: wait, reason: reason), concernsAll: true)
        }
    }

    private static func exchange(
        at authority: String,
        tenant: String,
        fields: [(String, String)],
        _ timeout: Duration
    ) throws(ObjectStoreFailure) -> HTTPRequest {
        let all = fields + [("grant_type", "client_credentials"), ("scope", "\(resource)/.default")]
        let body = all.map { "\($0.0)=\(URIEncoding.encode($0.1))" }.joined(separator: "&")
        return HTTPRequest(
            .post,
            try url("\(authority)/\(URIEncoding.encode(tenant))/oauth2/v2.0/token"),
            headers: [HTTPField("Content-Type", "application/x-www-form-urlencoded")],
            body: [ArraySlice(body.utf8)],
            timeout: timeout,
            responseLimit: .require(largestAnswer)
        )
    }

    private static func managed(
        _ endpoint: String,
        _ version: String,
        _ client: String?,
        _ header: HTTPField,
        _ timeout: Duration
    ) throws(ObjectStoreFailure) -> HTTPRequest {
        var query = "api-version=\(version)&resource=\(URIEncoding.encode(resource + "/"))"
        if let client { query += "&client_id=\(URIEncoding.encode(client))" }
        let separator = endpoint.contains("?") ? "&" : "?"
        return HTTPRequest(
            .get,
            try url(endpoint + separator + query),
            headers: [header],
            timeout: timeout,
            responseLimit: .require(largestAnswer)
        )
    }

    private static func url(_ text: String) throws(ObjectStoreFailure) -> HTTPURL {
        do throws(HTTPFailure) {
            return try HTTPURL(text)
        } catch {
            throw ObjectStoreFailure(
                .pause(reason: "AZURE_AUTHORITY_HOST or IDENTITY_ENDPOINT is no URL: \(error.reason)"),
                concernsAll: true
            )
        }
    }

    /// Off the pool that tasks run on: a file may be on a disk that hangs.
    private static func read(_ file: String) async throws(ObjectStoreFailure) -> String {
        let data = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let handle = FileHandle(forReadingAtPath: file)
                continuation.resume(returning: try? handle?.read(upToCount: largestTokenFile))
            }
        }
        let text = data.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty else {
            throw ObjectStoreFailure(
                .retry(
                    after: nil,
                    reason: "there is no token in \(file), the file that AZURE_FEDERATED_TOKEN_FILE names"
                ),
                concernsAll: true
            )
        }
        return token
    }
}
