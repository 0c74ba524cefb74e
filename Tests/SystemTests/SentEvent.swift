import RouterCore
import TestSupport

/// One event that a test sent, and what came back.
struct SentEvent: Sendable {
    /// Set where the event is a version of a user's day.
    let day: SampleDay?
    let ordering: Int64
    let body: [UInt8]
    /// A 202 came back for it.
    var isAcknowledged = false
}
