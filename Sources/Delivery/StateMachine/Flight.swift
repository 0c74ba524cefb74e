/// A batch, or a fragment of one, that is with the destination.
package struct Flight<Instant: InstantProtocol<Duration>>: Sendable {
    package let id: Int
    package private(set) var letters: [Letter<Instant>]
    /// What of the backlog is in it, and in the batch that it is a fragment of.
    private(set) var backlogRuns: [BacklogRun]
    /// The batch that this is a fragment of, where it was refused as a whole.
    var bisection: Bisection<Letter<Instant>>?
    let epoch: Int
    let sentAt: Instant
    /// How many were in flight with it, if that was as many as may be and it is as large as it may be.
    let measuredConcurrency: Int?
    /// When it must have ended.
    package let deadline: Instant

    init(
        id: Int,
        letters: [Letter<Instant>],
        bisection: Bisection<Letter<Instant>>?,
        epoch: Int,
        sentAt: Instant,
        measuredConcurrency: Int?,
        deadline: Instant
    ) {
        self.id = id
        self.letters = letters
        self.bisection = bisection
        self.epoch = epoch
        self.sentAt = sentAt
        self.measuredConcurrency = measuredConcurrency
        self.deadline = deadline
        backlogRuns = []
        noteRuns()
    }

    /// Goes on with these of its letters, or with the same that have got their events.
    mutating func replace(by letters: [Letter<Instant>]) {
        self.letters = letters
        noteRuns()
    }

    private mutating func noteRuns() {
        backlogRuns = []
        guard !isRetry else { return }
        for index in letters.indices {
            BacklogRun.add(letters[index].sequence, readIndex: letters[index].readIndex, to: &backlogRuns)
        }
        bisection?.visitRemaining { BacklogRun.add($0.sequence, readIndex: $0.readIndex, to: &backlogRuns) }
    }

    /// The payloads' size in bytes.
    var byteCount: Int { letters.indices.reduce(0) { $0 + letters[$1].byteCount } }

    /// True if it came from the retry queue.
    package var isRetry: Bool { letters.first?.retryID != nil }

    /// The lowest sequence of the backlog in it and in the batch that it is a fragment of.
    var lowestOfBacklog: UInt64? { isRetry ? nil : letters.first?.sequence }
}
