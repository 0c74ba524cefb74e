import RouterCore

/// What may change while the daemon runs: who may send, and where events go.
package struct IntakePolicy: Sendable {
    package var authentication: Authentication
    package var routes: Routes
    /// The destinations that want only the latest version of a thing.
    package var latest: DestinationSet
    /// What fetches payloads that events point to, in place of where routes send such an event; empty: nothing does.
    package var pointers: DestinationSet
    /// The most bytes of one body, compressed or not; nil: what `IntakeLimits` says.
    package var maxBody: Int?

    package init(
        authentication: Authentication,
        routes: Routes,
        latest: DestinationSet = [],
        pointers: DestinationSet = [],
        maxBody: Int? = nil
    ) {
        self.authentication = authentication
        self.routes = routes
        self.latest = latest
        self.pointers = pointers
        self.maxBody = maxBody
    }
}
