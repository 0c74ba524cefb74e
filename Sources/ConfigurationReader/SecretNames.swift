/// Which keys hold secrets.
enum SecretNames {
    private static let parts = [
        "password", "passwd", "passphrase", "secret", "token", "credential", "authorization", "cookie", "headers",
        "connection_string", "sas_url", "apikey", "api-key", "api_key",
    ]

    /// Whether a key's value is never to be shown where it is written in the file itself.
    static func contains(_ key: String) -> Bool {
        let key = key.lowercased()
        return parts.contains { key.contains($0) } || ["_key", "-key", ".key"].contains { key.hasSuffix($0) }
    }

    /// Whether an unknown key may be the misspelt name of a secret.
    static func resemble(_ key: String) -> Bool {
        Suggestion.nearest(to: key, among: ["password", "secret", "secrets", "token", "bearer_tokens"]) != nil
    }
}
