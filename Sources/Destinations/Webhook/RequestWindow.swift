import RouterCore

/// How many requests of one batch may be on the way at once, found from the answers: few at first, one more for each
/// event that was taken, half as many for each that has to come again. A receiver that answers nothing, refuses or
/// throttles is thus never waited for by all connections.
struct RequestWindow: Sendable {
    private static let fewest = 4

    /// Requests.
    private(set) var current: Int
    private let least: Int
    private let most: Int

    /// `connections` is the most, and at least 1.
    init(connections: Int) {
        most = connections
        least = min(Self.fewest, connections)
        current = least
    }

    mutating func took(_ outcome: Outcome) {
        switch outcome {
        case .delivered: current = min(current + 1, most)
        case .skipped, .rejected: break
        case .retry, .pause: current = max(current / 2, least)
        }
    }
}
