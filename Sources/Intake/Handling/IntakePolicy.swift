/// What may change while the daemon runs: who may send, and where events go.
package struct IntakePolicy: Sendable {
    package var authentication: Authentication
    package var route: EventReader.Route

    package init(authentication: Authentication, route: @escaping EventReader.Route) {
        self.authentication = authentication
        self.route = route
    }
}
