import CryptoExtras
import Foundation

/// Signs the assertions by which a Google service account asks for access tokens: JSON Web Tokens under RS256 (RFC 7515,
/// RFC 7523), with the claims that Google's OAuth 2.0 for service accounts asks for.
package struct GoogleAssertion: Sendable {
    private struct Header: Encodable {
        let alg = "RS256"
        let kid: String?
        let typ = "JWT"
    }

    private struct Claims: Encodable {
        let aud: String
        let exp: Int64
        let iat: Int64
        let iss: String
        let scope: String
    }

    private let key: _RSA.Signing.PrivateKey
    private let keyID: String?

    /// Takes an RSA key of at least 2048 bits as PEM, in PKCS #8 or PKCS #1; `keyID` is the key's name at Google.
    package init(privateKeyPEM: String, keyID: String?) throws(InvalidSecret) {
        do {
            key = try _RSA.Signing.PrivateKey(pemRepresentation: privateKeyPEM)
        } catch {
            throw InvalidSecret(reason: "the private key is no RSA key of at least 2048 bits in PEM form")
        }
        self.keyID = keyID
    }

    /// The assertion; `issuedAt` in unix seconds, `lifetime` in seconds, of which Google takes at most 3600.
    package func sign(
        issuer: String,
        scope: String,
        audience: String,
        issuedAt: Int64,
        lifetime: Int64
    ) throws(InvalidSecret) -> String {
        let claims = Claims(aud: audience, exp: issuedAt + lifetime, iat: issuedAt, iss: issuer, scope: scope)
        do {
            let encoder = JSONEncoder()
            // The order that is the same every time: an assertion is then a function of its claims.
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let header = try Self.base64URL(encoder.encode(Header(kid: keyID)))
            let signed = try "\(header).\(Self.base64URL(encoder.encode(claims)))"
            // The name that CryptoExtras gives the padding is about encryption; RS256 prescribes it for signatures.
            let signature = try key.signature(for: Data(signed.utf8), padding: .insecurePKCS1v1_5)
            return "\(signed).\(Self.base64URL(signature.rawRepresentation))"
        } catch {
            throw InvalidSecret(reason: "nothing can be signed with the private key")
        }
    }

    private static func base64URL(_ bytes: Data) -> String {
        bytes.base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
