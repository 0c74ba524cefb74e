/// A token, and until when it is good.
struct OAuthToken: Sendable {
    let value: String
    /// From here on a new one is asked for, while this one still serves.
    let renewal: ContinuousClock.Instant
    let end: ContinuousClock.Instant

    /// What RFC 6749 leaves open where `expires_in` is missing: long enough to be of use, short enough to be true.
    private static let lifetimeWithoutWord: Int64 = 300
    private static let longestLifetime: Int64 = 86_400

    /// `lifetime` in seconds.
    init(_ value: String, lifetime: Int64?, now: ContinuousClock.Instant) {
        let seconds = min(max(0, lifetime ?? Self.lifetimeWithoutWord), Self.longestLifetime)
        self.value = value
        end = now + .seconds(seconds)
        // A minute before the end, or a quarter of a short life.
        renewal = end - .seconds(min(60, seconds / 4))
    }
}
