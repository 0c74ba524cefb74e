/// A token of Microsoft Entra ID.
struct AccessToken: Sendable {
    let value: String
    /// By the clock that suspends of the machine do not stop.
    let expires: ContinuousClock.Instant
}
