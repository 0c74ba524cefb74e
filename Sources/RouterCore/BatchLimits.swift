/// What bounds a batch: whichever limit is met first closes it.
package struct BatchLimits: Sendable, Hashable {
    package var maxEvents: Int
    /// Sum of payload bytes; a single event over it goes alone.
    package var maxBytes: Int
    /// How long an event may wait for others to join it, what it took to be read included up to the half.
    package var maxAge: Duration
    /// Batches in flight at once to begin with.
    package var concurrency: Int
    /// The most batches in flight at once, where the user leaves `concurrency` at `auto`.
    package var maxConcurrency: Int

    /// `maxConcurrency` is `concurrency` unless it is given.
    package init(
        maxEvents: Int = 500,
        maxBytes: Int = 4 << 20,
        maxAge: Duration = .milliseconds(200),
        concurrency: Int = 2,
        maxConcurrency: Int? = nil
    ) {
        self.maxEvents = maxEvents
        self.maxBytes = maxBytes
        self.maxAge = maxAge
        self.concurrency = concurrency
        self.maxConcurrency = maxConcurrency ?? concurrency
    }

    /// How much of `maxAge` an event may count as having waited when it is read: what it took to get there, such as the
    /// sync of a busy disk, delays it no further. The other half of `maxAge` is left for others to join it, or whatever
    /// drains a backlog would send small batches.
    package var longestAgeWhenRead: Duration { maxAge / 2 }
}
