import RouterCore

/// What may change while the daemon runs: who may send, and where events go. Every request holds on to one: a class, so
/// that it costs all event loops together as little as can be.
package final class IntakePolicy: Sendable {
    package let authentication: Authentication
    package let routes: Routes
    /// The destinations that want only the latest version of a thing.
    package let latest: DestinationSet
    /// What fetches payloads that events point to, in place of where routes send such an event; empty: nothing does.
    package let pointers: DestinationSet
    /// The most bytes of one body, compressed or not; nil: what `IntakeLimits` says.
    package let maxBody: Int?

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

    /// The same for a payload that was pointed to: one that is a pointer itself goes where the routes send it, and nobody
    /// is led on from one to the next.
    var followingNoPointers: IntakePolicy {
        IntakePolicy(authentication: authentication, routes: routes, latest: latest, maxBody: maxBody)
    }
}
