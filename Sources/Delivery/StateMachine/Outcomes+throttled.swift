internal import RouterCore

extension Outcomes {
    /// True if the destination asked for time before it is sent some of the events again.
    var areThrottled: Bool {
        switch self {
        case .all(let outcome): Self.isThrottled(outcome)
        case .each(let each): each.contains(where: Self.isThrottled)
        }
    }

    private static func isThrottled(_ outcome: Outcome) -> Bool {
        if case .retry(.some, _) = outcome { true } else { false }
    }
}
