/// Why there is no token, as what it says of the events that wait for one.
struct OAuthFailure: Error, Sendable {
    let verdict: Verdict

    init(_ verdict: Verdict) {
        self.verdict = verdict
    }
}
