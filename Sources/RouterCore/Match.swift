/// Which events a route takes: those that meet every condition.
package struct Match: Sendable, Hashable {
    /// Those that the envelope decides come first.
    package let conditions: [Condition]

    package init(_ conditions: [Condition]) {
        self.conditions =
            conditions.filter(\.needsOnlyEnvelope) + conditions.filter { !$0.needsOnlyEnvelope }
    }

    package func matches(_ event: MatchInput) -> Bool {
        for condition in conditions where !condition.matches(event) { return false }
        return true
    }

    /// Whether it can be decided without looking at the payload.
    var needsOnlyEnvelope: Bool { conditions.allSatisfy(\.needsOnlyEnvelope) }
}
