import ConfigurationReader

/// What a section of the configuration says about credentials: `access_key_id`, `secret_access_key` and
/// `session_token`, or `profile`; nothing for those that AWS's tools would find.
package struct AWSCredentialSettings: Sendable, Hashable {
    package var credentials: AWSCredentials?
    package var profile: String?

    package init(credentials: AWSCredentials? = nil, profile: String? = nil) {
        self.credentials = credentials
        self.profile = profile
    }

    /// Reads the keys; mistakes are reported.
    package init(_ section: ConfigurationSection) {
        let id = section.string("access_key_id")
        let secret = section.string("secret_access_key")
        let token = section.string("session_token")
        profile = section.string("profile")
        if (id?.isEmpty ?? true) != (secret?.isEmpty ?? true) {
            section.report("'access_key_id' and 'secret_access_key' belong together: give both, or neither")
        } else if let id, let secret, !id.isEmpty {
            credentials = AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
            if profile != nil {
                section.report("'profile' and 'access_key_id' exclude each other: give one of them", at: "profile")
            }
        } else if token != nil {
            section.report("'session_token' needs 'access_key_id' and 'secret_access_key'", at: "session_token")
        }
    }

    /// Reads `region`; left out, it is that of the environment or the profile, else `fallback`, else that is reported.
    package func region(
        _ section: ConfigurationSection,
        environment: AWSEnvironment = .process,
        fallback: String? = nil
    ) -> String? {
        let written = section.string("region")
        guard let region = written ?? environment.region(profile: profile) ?? fallback else {
            section.report(
                "missing key 'region' for \(section.title), and neither AWS_REGION nor a profile names it"
            )
            return nil
        }
        guard AWSRegion.isValid(region) else {
            section.report("'region' must be a region's name, such as eu-west-2", at: "region")
            return nil
        }
        return region
    }
}
