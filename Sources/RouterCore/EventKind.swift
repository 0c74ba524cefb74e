/// What is known of an event type: whether it carries data, and what tells one record from another.
package enum EventKind: Sendable, Hashable {
    /// One record a user and local day: body, daily, nutrition, menstruation.
    case daily
    /// One record a `metadata.summary_id`: activity, sleep.
    case summary
    /// One record a `metadata.id`: planned_workout.
    case plan
    /// One record a `timestamp`: hormone.
    case measurement
    /// One record a user, in `athlete` rather than in `data`: athlete.
    case athlete
    /// Lifecycle events, and types not known: nothing overwrites anything.
    case other

    package init(type: String) {
        switch type {
        case "body", "daily", "nutrition", "menstruation": self = .daily
        case "activity", "sleep": self = .summary
        case "planned_workout": self = .plan
        case "hormone": self = .measurement
        case "athlete": self = .athlete
        default: self = .other
        }
    }
}
