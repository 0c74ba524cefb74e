/// What a courier's file says when it is opened.
package struct SavedProgress<Instant: InstantProtocol<Duration>>: Sendable {
    /// Everything below it is settled.
    package var cursor: UInt64
    package var retries: [RetryEntry<Instant>]
    /// Sequences at or above the cursor that are in the retry queue or are dead letters already.
    package var settledAhead: Set<UInt64>

    /// `settledAhead` keeps what was settled out of order from being settled twice.
    package init(cursor: UInt64 = 1, retries: [RetryEntry<Instant>] = [], settledAhead: Set<UInt64> = []) {
        self.cursor = cursor
        self.retries = retries
        self.settledAhead = settledAhead
    }
}
