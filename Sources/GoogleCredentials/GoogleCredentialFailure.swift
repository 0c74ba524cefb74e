/// Why there is no access token, in words for the person who must act; without secrets.
package struct GoogleCredentialFailure: Error, Sendable, Hashable {
    package let reason: String
    /// Whether somebody must act; otherwise it may go well later.
    package let needsAttention: Bool

    static func needsAttention(_ reason: String) -> GoogleCredentialFailure {
        GoogleCredentialFailure(reason: reason, needsAttention: true)
    }

    static func unavailable(_ reason: String) -> GoogleCredentialFailure {
        GoogleCredentialFailure(reason: reason, needsAttention: false)
    }
}
