import ConfigurationReader
import HTTPDestinations
import HTTPTransport

/// The section `oauth` of a webhook: tokens by OAuth 2.0 client credentials (RFC 6749, 4.4).
package struct OAuthSettings: Sendable {
    /// Where the client's id and secret stand in a request for a token (RFC 6749, 2.3.1).
    package enum ClientAuthentication: String, Sendable, CaseIterable {
        /// In `Authorization`, which every server has to take.
        case header
        /// In the form.
        case body
    }

    package let tokenURL: HTTPURL
    package let clientID: String
    package let clientSecret: String
    package let scope: String?
    package let clientAuthentication: ClientAuthentication

    package init(
        tokenURL: HTTPURL,
        clientID: String,
        clientSecret: String,
        scope: String? = nil,
        clientAuthentication: ClientAuthentication = .header
    ) {
        self.tokenURL = tokenURL
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.scope = scope
        self.clientAuthentication = clientAuthentication
    }

    /// The section's settings, none where there is no section, nil where a mistake was reported. `headers` are those that
    /// the user wants sent.
    static func read(_ section: ConfigurationSection, _ headers: [HTTPField]) -> OAuthSettings?? {
        guard let oauth = section.section("oauth", title: "oauth") else { return .some(nil) }
        defer { oauth.finish() }
        let url = oauth.requiredURL("token_url")
        let id = oauth.requiredString("client_id")
        let secret = oauth.requiredString("client_secret")
        let scope = oauth.string("scope")
        let authentication = oauth.choice("client_authentication", of: ClientAuthentication.self)
        if headers.contains(where: { $0.name.lowercased() == "authorization" }) {
            section.report("the header Authorization is what 'oauth' sets: give one of the two", at: "headers")
            return nil
        }
        guard let url, let id, let secret else { return nil }
        return OAuthSettings(
            tokenURL: url,
            clientID: id,
            clientSecret: secret,
            scope: scope.flatMap { $0.isEmpty ? nil : $0 },
            clientAuthentication: authentication ?? .header
        )
    }
}
