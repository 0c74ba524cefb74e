package import RouterCore

/// How one destination is doing, for `/status` and the `stats` line.
package struct CourierStatus: Sendable {
    /// What a person is told of a destination's state.
    package enum State: String, Sendable {
        case starting
        case ready
        case down
        case paused
        case stopping
    }

    /// What happened since the window was opened.
    package struct Window: Sendable {
        /// How long the window has been open, seconds.
        package let seconds: Double
        package let counts: StoredTotals
        /// From receiving an event to its delivery, milliseconds; nil where nothing was delivered.
        package let p50Milliseconds: Int?
        package let p99Milliseconds: Int?

        /// Events delivered a second.
        package var rate: Double { seconds > 0 ? Double(counts.delivered) / seconds : 0 }
    }

    /// The last thing that went wrong.
    package struct LastError: Sendable, Hashable {
        package let reason: String
        /// Unix milliseconds.
        package let at: Int64
    }

    package let name: String
    package let kind: String
    package let state: State
    /// Why it is down or paused.
    package let reason: String?
    /// When that state began, unix milliseconds.
    package let since: Int64
    /// What waits in the journal; what is in flight counts as waiting.
    package let backlog: PendingEvents
    /// Events in the retry queue.
    package let retryQueue: Int
    package let deadLetters: Int
    package let sinceStart: StoredTotals
    /// Over the life of the destination's file.
    package let total: StoredTotals
    package let window: Window
    package let lastError: LastError?
    /// When it was last found to have taken an event, unix milliseconds; nil where it has not since the start.
    package let lastDeliveredAt: Int64?
    /// The newest replay, finished or not.
    package let replay: Replay?
}
