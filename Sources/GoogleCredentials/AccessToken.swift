/// An OAuth 2.0 bearer token.
struct AccessToken: Sendable {
    let value: String
    /// How long it is good for, counted from when it was asked for.
    let lifetime: Duration
}
