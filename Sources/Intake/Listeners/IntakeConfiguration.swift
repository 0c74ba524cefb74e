/// What Intake listens on and what it lets clients cost.
package struct IntakeConfiguration: Sendable, Hashable {
    package var listeners: [ListenerConfiguration]
    package var limits: IntakeLimits

    package init(listeners: [ListenerConfiguration], limits: IntakeLimits = IntakeLimits()) {
        self.listeners = listeners
        self.limits = limits
    }
}
