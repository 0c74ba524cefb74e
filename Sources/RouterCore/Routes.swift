/// The routes of a configuration: an event goes once to every destination that any matching route names.
package struct Routes: Sendable, Hashable {
    /// In the order of the configuration.
    package let routes: [Route]
    /// Those that the envelope decides first, so that the payload is looked at only where that can still add something.
    private let byCost: [Route]

    package init(_ routes: [Route]) {
        self.routes = routes
        let isCheap: (Route) -> Bool = { $0.match?.needsOnlyEnvelope ?? true }
        byCost = routes.filter(isCheap) + routes.filter { !isCheap($0) }
    }

    package func destinations(for event: MatchInput) -> DestinationSet {
        var destinations: DestinationSet = []
        for route in byCost where !destinations.isSuperset(of: route.destinations) {
            if route.matches(event) { destinations.formUnion(route.destinations) }
        }
        return destinations
    }

    /// The positions in `routes` of those that match.
    package func matchingRoutes(for event: MatchInput) -> [Int] {
        routes.indices.filter { routes[$0].matches(event) }
    }
}
