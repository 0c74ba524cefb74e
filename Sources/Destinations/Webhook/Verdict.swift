import RouterCore

/// What an attempt says about the event or batch that it sent, and about the receiver.
struct Verdict: Sendable, Hashable {
    let outcome: Outcome
    /// Whether any other request would have met with the same now: what has not been sent need not be tried.
    let concernsAll: Bool

    static let delivered = Verdict(outcome: .delivered, concernsAll: false)

    static func retry(_ reason: String, after: Duration? = nil, concernsAll: Bool = false) -> Verdict {
        Verdict(outcome: .retry(after: after, reason: reason), concernsAll: concernsAll)
    }

    static func rejected(_ reason: String) -> Verdict {
        Verdict(outcome: .rejected(reason: reason), concernsAll: false)
    }

    static func pause(_ reason: String) -> Verdict {
        Verdict(outcome: .pause(reason: reason), concernsAll: true)
    }
}
