package import RouterCore

/// What is kept in memory of one row of the retry queue.
package struct RetryEntry<Instant: InstantProtocol<Duration>>: Sendable, Hashable {
    /// The row's id; the rows of one user are sent in the order of their ids where order is kept.
    package let id: Int64
    /// The event's position in the journal.
    package let sequence: UInt64
    /// The payload's size in bytes.
    package let byteCount: Int
    package let userID: String?
    /// When it may be sent again.
    package var dueAt: Instant
    /// How often it was sent.
    package var attempts: Int
    /// When it was sent first; nil where it only waits behind an earlier event of its user.
    package var firstAttemptAt: Instant?
    /// True once it failed alone: it may be what makes whole batches fail, so it is never put into one again.
    package var isAlone: Bool
    /// True once the row holds the event itself, so that the journal need not.
    package var isAdopted: Bool
    /// The replay that put it there.
    package let replayID: Int64?
    /// What it is a version of, where a newer one may supersede it and it was read by this process.
    package let version: EventVersion?

    /// A row as it is loaded or made.
    package init(
        id: Int64,
        sequence: UInt64,
        byteCount: Int,
        userID: String?,
        dueAt: Instant,
        attempts: Int = 0,
        firstAttemptAt: Instant? = nil,
        isAlone: Bool = false,
        isAdopted: Bool = false,
        replayID: Int64? = nil,
        version: EventVersion? = nil
    ) {
        self.id = id
        self.sequence = sequence
        self.byteCount = byteCount
        self.userID = userID
        self.dueAt = dueAt
        self.attempts = attempts
        self.firstAttemptAt = firstAttemptAt
        self.isAlone = isAlone
        self.isAdopted = isAdopted
        self.replayID = replayID
        self.version = version
    }
}
