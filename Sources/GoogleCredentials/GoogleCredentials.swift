import ConfigurationReader

/// Which credentials a destination shows to Google.
package struct GoogleCredentials: Sendable {
    enum Kind: Sendable {
        /// None: an emulator, or a bucket that anybody may write to.
        case anonymous
        /// A word that an emulator takes for a token.
        case fixed(String)
        case source(any AccessTokenSource)
    }

    let kind: Kind

    /// None at all.
    package static let anonymous = GoogleCredentials(kind: .anonymous)

    /// What the Firestore emulator takes for the administrator.
    package static let emulatorOwner = GoogleCredentials(kind: .fixed("owner"))

    /// Application Default Credentials: `GOOGLE_APPLICATION_CREDENTIALS`, gcloud's file, the metadata server.
    package static func applicationDefault(environment: (String) -> String?) -> GoogleCredentials {
        GoogleCredentials(kind: .source(ApplicationDefault(environment: environment)))
    }

    /// Reads `credentials`: the JSON text of a credentials file, or `anonymous`. Nil where the key is absent, or
    /// empty or wrong (reported).
    package init?(_ section: ConfigurationSection) {
        if section.isBlank("credentials") { section.report("'credentials' must not be empty", at: "credentials") }
        guard let text = section.string("credentials") else { return nil }
        if text == "anonymous" {
            self = .anonymous
            return
        }
        guard text.drop(while: \.isWhitespace).hasPrefix("{") else {
            section.report(
                "'credentials' must be the content of a JSON file, as in \"${file:service-account.json}\", or anonymous",
                at: "credentials"
            )
            return nil
        }
        do throws(CredentialsMistake) {
            kind = .source(try CredentialsJSON.source(text))
        } catch {
            section.report("'credentials' cannot be used: \(error.message)", at: "credentials")
            return nil
        }
    }

    private init(kind: Kind) {
        self.kind = kind
    }
}
