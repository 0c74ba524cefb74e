import RouterCore

/// What may change while the daemon runs: who may send, and where events go.
package struct IntakePolicy: Sendable {
    package var authentication: Authentication
    package var routes: Routes
    /// The destinations that want only the latest version of a thing.
    package var latest: DestinationSet
    /// The most bytes of one body, compressed or not; nil: what `IntakeLimits` says.
    package var maxBody: Int?

    package init(
        authentication: Authentication,
        routes: Routes,
        latest: DestinationSet = [],
        maxBody: Int? = nil
    ) {
        self.authentication = authentication
        self.routes = routes
        self.latest = latest
        self.maxBody = maxBody
    }
}
