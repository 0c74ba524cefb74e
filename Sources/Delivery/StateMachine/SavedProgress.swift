/// What a courier's file says when it is opened.
package struct SavedProgress<Instant: InstantProtocol<Duration>>: Sendable {
    package var position: BacklogPosition
    package var retries: [RetryEntry<Instant>]

    /// Without arguments: nothing was delivered yet.
    package init(position: BacklogPosition = BacklogPosition(), retries: [RetryEntry<Instant>] = []) {
        self.position = position
        self.retries = retries
    }
}
