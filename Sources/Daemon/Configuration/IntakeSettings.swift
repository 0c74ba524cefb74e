/// The section `intake`.
package struct IntakeSettings: Sendable, Hashable {
    package var signingSecrets: [String] = []
    package var signatureTolerance: Duration = .seconds(86_400)
    package var bearerTokens: [String] = []
    /// In bytes.
    package var maxBody = 32 << 20
    package var deduplicateFor: Duration = .seconds(86_400)

    package init() {}
}
