import Foundation
import HTTPTransport

/// Where the token of another identity provider comes from that is exchanged for one of Google's. It is read anew every
/// time: such tokens are short-lived, and whoever issues them replaces the file.
struct SubjectToken: Sendable {
    enum Place: Sendable {
        case file(String)
        case url(HTTPURL, headers: [HTTPField])
    }

    let place: Place
    /// The member of a JSON object that holds the token; nil where the whole text is the token.
    let field: String?

    func read(_ exchange: TokenExchange) async throws(GoogleCredentialFailure) -> String {
        let text = try await text(exchange)
        guard let field else {
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        guard let token = object?[field] as? String else {
            throw .needsAttention("the subject token of workload identity federation has no text '\(field)'")
        }
        return token
    }

    private func text(_ exchange: TokenExchange) async throws(GoogleCredentialFailure) -> String {
        switch place {
        case .file(let path):
            do throws(CredentialFile.Problem) {
                return try await CredentialFile.read(path)
            } catch {
                throw .unavailable("no subject token for workload identity federation: \(path) \(error.reason)")
            }
        case .url(let url, let headers):
            let response = try await exchange.send(.get, url, headers: headers)
            guard response.status == 200 else {
                throw .unavailable("no subject token: \(url) answered \(response.status)")
            }
            return String(decoding: response.body, as: UTF8.self)
        }
    }
}
