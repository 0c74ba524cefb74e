import Foundation
import HTTPTransport
import Signing

/// The JSON that Google's console and `gcloud` write credentials in.
struct CredentialsJSON: Decodable {
    struct Source: Decodable {
        struct Format: Decodable {
            let type: String?
            let subjectTokenFieldName: String?
        }

        let file: String?
        let url: String?
        let headers: [String: String]?
        let format: Format?
        let environmentId: String?
    }

    struct ImpersonationSettings: Decodable {
        let tokenLifetimeSeconds: Int?
    }

    let type: String
    let clientEmail: String?
    let privateKey: String?
    let privateKeyId: String?
    let tokenUri: String?
    let clientId: String?
    let clientSecret: String?
    let refreshToken: String?
    let audience: String?
    let subjectTokenType: String?
    let tokenUrl: String?
    let credentialSource: Source?
    let serviceAccountImpersonationUrl: String?
    let serviceAccountImpersonation: ImpersonationSettings?
    let delegates: [String]?

    /// `source_credentials` of an impersonated account: another such object.
    private struct Outer: Decodable {
        let sourceCredentials: CredentialsJSON
    }

    private static let usualTokenURL = "https://oauth2.googleapis.com/token"

    /// What gets tokens with these credentials.
    static func source(_ text: String) throws(CredentialsMistake) -> any AccessTokenSource {
        let data = Data(text.utf8)
        guard let credentials = try? JSONDecoder.snakeCase.decode(CredentialsJSON.self, from: data) else {
            throw CredentialsMistake(message: "they are no JSON object with a 'type' as Google writes it")
        }
        guard credentials.type == "impersonated_service_account" else { return try credentials.source() }
        guard let outer = try? JSONDecoder.snakeCase.decode(Outer.self, from: data) else {
            throw CredentialsMistake(message: "an impersonated_service_account needs 'source_credentials'")
        }
        guard let impersonation = try credentials.impersonation() else {
            throw CredentialsMistake(
                message: "an impersonated_service_account needs 'service_account_impersonation_url'"
            )
        }
        return ImpersonatedAccount(source: try outer.sourceCredentials.source(), impersonation: impersonation)
    }

    private func source() throws(CredentialsMistake) -> any AccessTokenSource {
        switch type {
        case "service_account": try serviceAccount()
        case "authorized_user": try authorizedUser()
        case "external_account": try externalAccount()
        default:
            throw CredentialsMistake(
                message: """
                    their type is none of service_account, authorized_user, external_account and \
                    impersonated_service_account
                    """
            )
        }
    }

    private func serviceAccount() throws(CredentialsMistake) -> ServiceAccount {
        let pem = try required(privateKey, "private_key")
        let key: GoogleAssertion
        do throws(InvalidSecret) {
            key = try GoogleAssertion(privateKeyPEM: pem, keyID: privateKeyId)
        } catch {
            throw CredentialsMistake(message: error.reason)
        }
        return ServiceAccount(
            email: try required(clientEmail, "client_email"),
            tokenURL: try url(tokenUri ?? Self.usualTokenURL, "token_uri"),
            key: key
        )
    }

    private func authorizedUser() throws(CredentialsMistake) -> AuthorizedUser {
        AuthorizedUser(
            clientID: try required(clientId, "client_id"),
            clientSecret: try required(clientSecret, "client_secret"),
            refreshToken: try required(refreshToken, "refresh_token"),
            tokenURL: try url(tokenUri ?? Self.usualTokenURL, "token_uri")
        )
    }

    private func externalAccount() throws(CredentialsMistake) -> ExternalAccount {
        guard let source = credentialSource, source.environmentId == nil else {
            throw CredentialsMistake(message: "of external accounts only those with a 'file' or a 'url' can be used")
        }
        let place: SubjectToken.Place
        if let file = source.file {
            place = .file(file)
        } else {
            let address = try required(source.url, "credential_source.file")
            let headers = (source.headers ?? [:]).map { HTTPField($0.key, $0.value) }
            place = .url(try url(address, "credential_source.url"), headers: headers)
        }
        let isJSON = source.format?.type == "json"
        let field = isJSON ? try required(source.format?.subjectTokenFieldName, "subject_token_field_name") : nil
        return ExternalAccount(
            audience: try required(audience, "audience"),
            subjectTokenType: try required(subjectTokenType, "subject_token_type"),
            tokenURL: try url(try required(tokenUrl, "token_url"), "token_url"),
            subjectToken: SubjectToken(place: place, field: field),
            impersonation: try impersonation()
        )
    }

    private func impersonation() throws(CredentialsMistake) -> Impersonation? {
        guard let text = serviceAccountImpersonationUrl else { return nil }
        return Impersonation(
            url: try url(text, "service_account_impersonation_url"),
            delegates: delegates ?? [],
            lifetime: serviceAccountImpersonation?.tokenLifetimeSeconds ?? 3600
        )
    }

    private func required(_ value: String?, _ name: String) throws(CredentialsMistake) -> String {
        guard let value, !value.isEmpty else { throw CredentialsMistake(message: "they lack '\(name)'") }
        return value
    }

    private func url(_ text: String, _ name: String) throws(CredentialsMistake) -> HTTPURL {
        do throws(HTTPFailure) {
            return try HTTPURL(text)
        } catch {
            throw CredentialsMistake(message: "their '\(name)' cannot be used: \(error.reason)")
        }
    }
}
