/// What a check of a webhook's signature found.
package enum SignatureVerdict: Sendable, Hashable {
    case valid
    /// There is no signature.
    case missing
    /// The signature is not in its scheme's form; says what is wrong with it.
    case malformed(String)
    /// Signed with one of the secrets, but its time is `age` before now and that is over the tolerance; negative
    /// where the time is ahead of now.
    case stale(age: Duration)
    /// In form, but made with none of the secrets or over other bytes.
    case mismatch

    /// The verdict in words for the sender, nil where it is valid.
    package var reason: String? {
        switch self {
        case .valid:
            nil
        case .missing:
            "the request is not signed"
        case .malformed(let what):
            "the signature is malformed: \(what)"
        case .stale(let age) where age < .zero:
            "the signature's time is \(-age.components.seconds) s ahead, more than the tolerance; compare the clocks"
        case .stale(let age):
            "the signature is \(age.components.seconds) s old, more than the tolerance"
        case .mismatch:
            "the signature does not match: it was made with another secret, or the body was changed on the way"
        }
    }

    /// `valid`, or `stale` where `timestamp` is further than `tolerance` from `now`; both in unix seconds.
    static func ofAge(timestamp: Int64, now: Int64, tolerance: Duration) -> SignatureVerdict {
        let (seconds, overflow) = now.subtractingReportingOverflow(timestamp)
        let age = Duration.seconds(overflow ? (timestamp < 0 ? Int64.max : -Int64.max) : seconds)
        return age > tolerance || age < .zero - tolerance ? .stale(age: age) : .valid
    }
}
