/// Where the events that match go.
package struct Route: Sendable, Hashable {
    /// Nil: every event.
    package let match: Match?
    package let destinations: DestinationSet

    package init(match: Match?, destinations: DestinationSet) {
        self.match = match
        self.destinations = destinations
    }

    func matches(_ event: MatchInput) -> Bool { match?.matches(event) ?? true }
}
