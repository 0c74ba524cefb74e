import RouterCore
import Synchronization

/// The routes that are in force, for whoever looks at events a second time.
final class RoutesInForce: Sendable {
    private let routes: Mutex<Routes>

    init(_ routes: Routes) {
        self.routes = Mutex(routes)
    }

    func replace(by routes: Routes) {
        self.routes.withLock { $0 = routes }
    }

    func destinations(for event: Event) -> DestinationSet {
        routes.withLock { $0 }.destinations(for: event)
    }

    func strictDestinations(for event: Event) -> DestinationSet {
        routes.withLock { $0 }.strictDestinations(for: event)
    }
}
