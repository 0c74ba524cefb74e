internal import RouterCore

/// Settlements that are to be written down together: a transaction costs many times what one more settlement in it does,
/// and where batches are small there are thousands in a second.
struct UnwrittenSettlements {
    typealias Instant = ContinuousClock.Instant

    struct Entry {
        let settlement: Settlement<Instant>
        /// When it came about.
        let clock: WallClock
    }

    private let limits: CourierLimits
    private let delay: Duration
    private(set) var entries: [Entry] = []
    private var events = 0
    private var bytes = 0

    init(_ limits: CourierLimits, _ order: DeliverySettings.Order) {
        self.limits = limits
        // A user's next event is not sent before it is written down what became of the one before: after a kill that
        // would be sent again behind it.
        delay = order == .user ? .zero : limits.writeDelay
    }

    var isEmpty: Bool { entries.isEmpty }

    /// When they must be written; nil if there is nothing to write.
    var dueAt: Instant? {
        guard let first = entries.first?.clock.instant else { return nil }
        let isFull = events >= limits.maxUnwrittenEvents || bytes >= limits.maxUnwrittenBytes
        return isFull ? first : first + delay
    }

    mutating func add(_ settlement: Settlement<Instant>, at clock: WallClock) {
        guard settlement.isWorthWriting || !settlement.notices.isEmpty else { return }
        entries.append(Entry(settlement: settlement, clock: clock))
        events += settlement.settledCount
        bytes += settlement.settledBytes
    }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        (events, bytes) = (0, 0)
    }
}

extension Settlement {
    /// True if it says anything that must outlive the process.
    var isWorthWriting: Bool {
        settledCount > 0 || !requeued.isEmpty || retriedCount > 0
    }

    /// Events that wait in the backlog no more.
    fileprivate var settledCount: Int {
        delivered.count + queued.count + dead.count + skipped.count + superseded.count + dropped.count
    }

    /// Payload bytes that wait in the backlog no more.
    var settledBytes: Int {
        delivered.reduce(0) { $0 + $1.byteCount } + queued.reduce(0) { $0 + $1.entry.byteCount }
            + dead.reduce(0) { $0 + $1.letter.byteCount } + skipped.reduce(0) { $0 + $1.letter.byteCount }
            + superseded.bytes + dropped.bytes
    }
}
