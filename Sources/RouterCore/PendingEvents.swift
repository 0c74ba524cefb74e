/// What waits in the journal for one destination.
package struct PendingEvents: Sendable, Hashable {
    package var events: Int
    /// Payload bytes.
    package var bytes: Int
    /// When the oldest of them was received, unix milliseconds; nil where none waits.
    package var oldestReceivedAt: Int64?

    package init(events: Int = 0, bytes: Int = 0, oldestReceivedAt: Int64? = nil) {
        self.events = events
        self.bytes = bytes
        self.oldestReceivedAt = oldestReceivedAt
    }
}
