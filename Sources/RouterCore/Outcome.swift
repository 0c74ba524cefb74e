/// What became of one event at a destination.
package enum Outcome: Sendable, Hashable {
    /// The destination has it, or already has something newer under its natural key.
    case delivered
    /// There is nothing in the event that the destination's format can say: it is done with, and counted.
    case skipped(reason: String)
    /// Not delivered, and may go well later; `after` is the least time to wait if the destination named one.
    case retry(after: Duration?, reason: String)
    /// The destination will never take this event; it becomes a dead letter.
    case rejected(reason: String)
    /// The destination takes nothing until somebody acts (bad credentials, `410 Gone`); the event stays in the backlog.
    case pause(reason: String)

    /// Why the event is not delivered; empty where it is.
    package var reason: String {
        switch self {
        case .delivered: ""
        case .skipped(let reason), .retry(_, let reason), .rejected(let reason), .pause(let reason): reason
        }
    }
}
