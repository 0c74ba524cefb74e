import RouterCore

/// What may change while the daemon runs: who may send, and where events go.
package struct IntakePolicy: Sendable {
    package var authentication: Authentication
    package var routes: Routes

    package init(authentication: Authentication, routes: Routes) {
        self.authentication = authentication
        self.routes = routes
    }
}
