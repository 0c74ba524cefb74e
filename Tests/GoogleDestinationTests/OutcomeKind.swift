import RouterCore

/// What an outcome is, without its words.
enum OutcomeKind: String, Sendable {
    case delivered
    case skipped
    case retry
    case rejected
    case pause

    init(_ outcome: Outcome) {
        switch outcome {
        case .delivered: self = .delivered
        case .skipped: self = .skipped
        case .retry: self = .retry
        case .rejected: self = .rejected
        case .pause: self = .pause
        }
    }
}

extension Outcome {
    /// The words; empty where it has none.
    var reason: String {
        switch self {
        case .delivered: ""
        case .skipped(let reason), .retry(_, let reason), .rejected(let reason), .pause(let reason): reason
        }
    }

    /// The least time to wait.
    var wait: Duration? {
        if case .retry(let after, _) = self { after } else { nil }
    }
}
