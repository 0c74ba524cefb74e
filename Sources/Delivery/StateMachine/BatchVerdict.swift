internal import RouterCore

/// What the outcomes of a batch say about it as a whole.
enum BatchVerdict {
    /// Every event that was sent is to be tried again: it may be the destination. The longest delay that it asked for.
    case failed(retryAfter: Duration?, reason: String)
    /// Something in it is refused.
    case refused(reason: String)
    /// The destination took it or judged its events one by one.
    case judged

    init(_ outcomes: Outcomes) {
        switch outcomes {
        case .all(.retry(let after, let reason)):
            self = .failed(retryAfter: after, reason: reason)
        case .all(.rejected(let reason)):
            self = .refused(reason: reason)
        case .all:
            self = .judged
        case .each(let each):
            self = Self.failure(of: each) ?? .judged
        }
    }

    private static func failure(of outcomes: [Outcome]) -> BatchVerdict? {
        var longest: Duration?
        var lastReason: String?
        for outcome in outcomes {
            // It was not sent: it says nothing about the destination.
            if case .skipped = outcome { continue }
            guard case .retry(let after, let reason) = outcome else { return nil }
            lastReason = reason
            if let after { longest = max(longest ?? after, after) }
        }
        return lastReason.map { .failed(retryAfter: longest, reason: $0) }
    }
}
