/// Where the events that match go.
package struct Route: Sendable, Hashable {
    /// Nil: every event.
    package let match: Match?
    package let destinations: DestinationSet
    /// Whether an event that has nothing for a destination's format is a dead letter there (`strict`).
    package let isStrict: Bool

    package init(match: Match?, destinations: DestinationSet, isStrict: Bool = false) {
        self.match = match
        self.destinations = destinations
        self.isStrict = isStrict
    }

    func matches(_ event: MatchInput) -> Bool { match?.matches(event) ?? true }
}
