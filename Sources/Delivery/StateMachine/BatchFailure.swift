/// A batch of which every event is to be tried again.
struct BatchFailure: Sendable {
    let count: Int
    /// The first event's.
    let sequence: UInt64
    /// True if the batch came from the retry queue.
    let isRetry: Bool
    /// The epoch of the destination's health in which it was sent.
    let epoch: Int
    let retryAfter: Duration?
    let reason: String
}
