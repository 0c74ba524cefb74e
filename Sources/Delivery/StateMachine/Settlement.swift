/// What became of events: all of it is written in one transaction.
package struct Settlement<Instant: InstantProtocol<Duration>>: Sendable {
    /// A row of the retry queue and why it is there.
    package struct Queued: Sendable {
        package let entry: RetryEntry<Instant>
        package let reason: String
    }

    /// An event that will not be sent again.
    package struct Dead: Sendable {
        package let letter: Letter<Instant>
        package let reason: String
    }

    /// An event that holds nothing for the destination.
    package struct Skipped: Sendable {
        package let letter: Letter<Instant>
        package let reason: String
    }

    /// An event that is sent again, wherever it waits for that.
    package struct Retried: Sendable {
        package let letter: Letter<Instant>
        package let reason: String
    }

    /// Events that go without having been delivered.
    package struct Sum: Sendable, Hashable {
        package internal(set) var count = 0
        /// Payload bytes, as far as they are known.
        package internal(set) var bytes = 0

        mutating func add(_ byteCount: Int) {
            count += 1
            bytes += byteCount
        }
    }

    /// Many, and large: who wants one thing of each takes it in place, by the index.
    package internal(set) var delivered: [Letter<Instant>] = []
    /// New rows of the retry queue.
    package internal(set) var queued: [Queued] = []
    /// Rows of the retry queue that failed again.
    package internal(set) var requeued: [Queued] = []
    package internal(set) var dead: [Dead] = []
    package internal(set) var skipped: [Skipped] = []
    /// Events of which newer versions have come.
    package internal(set) var superseded = Sum()
    /// Those of them that were rows of the retry queue.
    package internal(set) var supersededRetries: [Int64] = []
    /// Events given up because the backlog was over its size.
    package internal(set) var dropped = Sum()
    /// How many attempts are to be made again, wherever the events wait for it.
    package internal(set) var retriedCount = 0
    /// Those attempts one by one, where somebody watches.
    package internal(set) var retried: [Retried] = []
    package internal(set) var notices: [CourierNotice] = []
    /// How far the destination is once this is written.
    package internal(set) var position = BacklogPosition()

    /// The rows of the retry queue among those delivered.
    var deliveredRetries: [Int64] { delivered.indices.compactMap { delivered[$0].retryID } }
}
