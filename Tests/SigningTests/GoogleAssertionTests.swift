import Signing
import Testing

/// Vectors made with PyJWT 2.15: `jwt.encode(claims, key, algorithm="RS256", headers={"kid": "5f0a2b"})` with the claims
/// in the order of their names. RS256 is deterministic: the same claims under the same key are the same bytes.
@Suite struct GoogleAssertionTests {
    private func assertion(_ key: String, keyID: String? = "5f0a2b") throws -> String {
        try GoogleAssertion(privateKeyPEM: key, keyID: keyID).sign(
            issuer: "writer@project.iam.gserviceaccount.com",
            scope: "https://www.googleapis.com/auth/devstorage.read_write",
            audience: "https://oauth2.googleapis.com/token",
            issuedAt: 1_789_549_442,
            lifetime: 3600
        )
    }

    @Test func signsAsPyJWTDoes() throws {
        #expect(try assertion(GoogleKeys.pkcs8) == GoogleKeys.assertion)
    }

    @Test func takesAKeyInTheOlderForm() throws {
        #expect(try assertion(GoogleKeys.pkcs1) == GoogleKeys.assertion)
    }

    @Test func aKeyWithoutANameLeavesItOut() throws {
        let header = try assertion(GoogleKeys.pkcs8, keyID: nil).prefix { $0 != "." }
        #expect(header == "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9")
    }

    @Test(arguments: [
        "", "no key", GoogleKeys.tooShort, GoogleKeys.elliptic,
        "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n",
    ])
    func whatIsNoKeyIsRefusedWithoutBeingQuoted(key: String) throws {
        let error = #expect(throws: InvalidSecret.self) { try GoogleAssertion(privateKeyPEM: key, keyID: nil) }
        #expect(error?.reason == "the private key is no RSA key of at least 2048 bits in PEM form")
    }
}
