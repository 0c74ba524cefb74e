import PayloadFetching

/// The section `intake`.
package struct IntakeSettings: Sendable, Hashable {
    package var signingSecrets: [String] = []
    package var signatureTolerance: Duration = .seconds(86_400)
    package var bearerTokens: [String] = []
    /// In bytes.
    package var maxBody = 32 << 20
    package var deduplicateFor: Duration = .seconds(86_400)

    /// Where payloads are fetched from that events only point to; nil: such events go the way of any other.
    var fetches: PayloadFetcherConfiguration?

    package init() {}
}
