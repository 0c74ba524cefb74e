import RouterCore

/// What becomes of each event of a batch while its files or objects are written: delivered until something says
/// otherwise.
package struct BatchSettlement {
    private let count: Int
    private var failures: [Int: Outcome] = [:]

    /// For a batch of `count` events.
    package init(count: Int) {
        self.count = count
    }

    /// Notes a failure for events; of several failures of one event the one that keeps it longest stands.
    package mutating func fail(_ events: [Int], _ outcome: Outcome) {
        for event in events where Self.weight(outcome) > Self.weight(failures[event] ?? .delivered) {
            failures[event] = outcome
        }
    }

    /// Notes what becomes of events of which nothing is written.
    package mutating func note(_ unwritten: [Int: Outcome]) {
        for (event, outcome) in unwritten { fail([event], outcome) }
    }

    /// One for all where nothing failed, else one an event.
    package var outcomes: Outcomes {
        if failures.isEmpty { return .all(.delivered) }
        return .each((0..<count).map { failures[$0] ?? .delivered })
    }

    private static func weight(_ outcome: Outcome) -> Int {
        switch outcome {
        case .delivered: 0
        case .skipped: 1
        case .rejected: 2
        case .retry: 3
        case .pause: 4
        }
    }
}
