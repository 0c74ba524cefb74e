package import RouterCore

/// An event on its way to one destination, with what happened to it on the way.
package struct Letter<Instant: InstantProtocol<Duration>>: Sendable {
    /// The event's position in the journal.
    package let sequence: UInt64
    /// The payload's size in bytes.
    package let byteCount: Int
    /// Counts the events read: those with numbers in a row were next to each other in the journal.
    let readIndex: UInt64
    /// When the courier read it from the journal.
    package let seenAt: Instant
    /// Its row in the retry queue; nil while it comes from the backlog.
    package let retryID: Int64?
    /// The replay that has it sent again.
    package let replayID: Int64?
    /// Nil until the row of a retry has been read.
    package private(set) var reference: EventReference?
    /// What its row says, of an event that has not been read.
    private let rowUserID: String?
    /// How often it was sent, the attempt under way included.
    package internal(set) var attempts: Int
    /// When it was sent first; nil before that.
    package internal(set) var firstAttemptAt: Instant?

    init(_ reference: EventReference, readIndex: UInt64, seenAt: Instant) {
        self.readIndex = readIndex
        sequence = reference.event.sequence
        byteCount = reference.event.payload.count
        rowUserID = nil
        self.seenAt = seenAt
        retryID = nil
        replayID = nil
        self.reference = reference
        attempts = 0
        firstAttemptAt = nil
    }

    init(_ entry: RetryEntry<Instant>, seenAt: Instant) {
        sequence = entry.sequence
        byteCount = entry.byteCount
        rowUserID = entry.userID
        readIndex = 0
        self.seenAt = seenAt
        retryID = entry.id
        replayID = entry.replayID
        reference = nil
        attempts = entry.attempts
        firstAttemptAt = entry.firstAttemptAt
    }

    /// Whose event it is, where the order of a user's events is kept.
    package var userID: String? { rowUserID ?? reference?.event.userID }

    /// False until the row of a retry has been read.
    var hasEvent: Bool { reference != nil }

    /// When intake received the event, unix milliseconds; nil without the event.
    var receivedAt: Int64? { reference?.event.receivedAt }

    /// The event itself; nil until the row of a retry has been read. A copy, of many parts.
    package internal(set) var event: Event? {
        get { reference?.event }
        set { reference = newValue.map(EventReference.init) }
    }
}
