import DequeModule
package import RouterCore

/// Decides what one destination is sent and when. A value without I/O and without a clock: what happened is reported to
/// it, `next` says what to do, and time is handed in.
///
/// Every event that it was given is in one place: `pending` (read, not sent), a flight, a bisection between two
/// fragments, or the retry queue. It leaves only by a settlement.
package struct CourierStateMachine<Instant: InstantProtocol<Duration>>: Sendable {
    let settings: DeliverySettings
    let limits: CourierLimits
    let backoff: Backoff
    var generator: SplitMix64
    var health: DestinationHealth<Instant>
    var concurrency: ConcurrencyLimit
    var bucket: TokenBucket<Instant>?
    /// When the rate allows what it has just refused.
    var tokensAt: Instant?

    /// Read and not sent, by sequence.
    var pending: Deque<Letter<Instant>> = []
    var pendingBytes = 0
    var order: UserOrder
    var retries = RetryIndex<Instant>()
    var flights: [Int: Flight<Instant>] = [:]
    /// Bisections with no fragment in flight.
    var bisections: Deque<Bisection<Letter<Instant>>> = []
    /// Flights that were given up but whose call has not returned.
    var overrunning: Set<Int> = []
    var nextFlightID = 1
    var nextRetryID: Int64
    /// Whether the backlog is preferred to the retry queue: they take turns.
    var backlogIsNext = false

    /// Everything below it was read.
    package private(set) var readPosition: UInt64
    /// What was saved, until reading has passed it.
    private(set) var resumed: BacklogPosition
    private var readCount: UInt64 = 0
    private(set) var mayHaveMore = true
    private var nextReadAt: Instant

    /// What was read and is superseded by newer versions, and not yet in a settlement.
    var passedOver = Settlement<Instant>.Sum()
    /// Payload bytes of the backlog that are to be given up.
    var excessBytes = 0

    var isPrepared = false
    var preparationDeadline: Instant?
    var preparationIsUnderWay = false
    var requestedMayWait = true
    var replay = ReplayTurn<Instant>()
    /// Somebody wants to be told of every attempt.
    package var isWatched = false
    private(set) var isStopping = false

    /// A machine that goes on from what was saved; `seed` drives its jitter.
    package init(
        settings: DeliverySettings,
        limits: CourierLimits,
        saved: SavedProgress<Instant>,
        seed: UInt64,
        at now: Instant
    ) {
        self.settings = settings
        self.limits = limits
        backoff = Backoff(
            initial: settings.retryInitial,
            max: settings.retryMax,
            maxRetryAfter: limits.maxRetryAfter
        )
        generator = SplitMix64(seed: seed)
        health = DestinationHealth(
            fullWindow: settings.limits.maxEvents,
            backoff: backoff,
            pauseProbe: settings.retryMax,
            at: now
        )
        concurrency = ConcurrencyLimit(
            start: settings.limits.concurrency,
            ceiling: settings.limits.maxConcurrency
        )
        bucket = settings.rate.map { TokenBucket(rate: $0, at: now) }
        order = UserOrder(isKept: settings.order == .user)
        readPosition = saved.position.cursor
        resumed = saved.position
        nextReadAt = now
        nextRetryID = 1
        for entry in saved.retries.sorted(by: { $0.id < $1.id }) {
            insert(entry)
        }
    }

    // MARK: - What is known

    /// The position below which every event is delivered, in the retry queue or a dead letter.
    package var cursor: UInt64 {
        let unsettled = [
            pending.first?.sequence,
            flights.values.compactMap(\.lowestOfBacklog).min(),
            bisections.compactMap(\.first).filter { $0.retryID == nil }.map(\.sequence).min(),
        ]
        return unsettled.compactMap(\.self).min() ?? readPosition
    }

    /// What is to be saved of how far the destination is.
    package var position: BacklogPosition {
        var runs = flights.values.flatMap(\.backlogRuns)
        // By index: an element that is iterated over is copied, and there are many.
        for index in pending.indices {
            BacklogRun.add(pending[index].sequence, readIndex: pending[index].readIndex, to: &runs)
        }
        for bisection in bisections where bisection.first?.retryID == nil {
            bisection.visitRemaining { BacklogRun.add($0.sequence, readIndex: $0.readIndex, to: &runs) }
        }
        return BacklogPosition(
            readEnd: max(readPosition, resumed.readEnd),
            unsettled: BacklogRun.ranges(of: runs) + resumed.unsettled(from: readPosition)
        )
    }

    /// The position below which the journal is not needed once `unadopted(below:)` has been adopted.
    package var releasePosition: UInt64 {
        min(cursor, retries.lowestInFlight ?? .max)
    }

    /// The rows of the retry queue whose events must be copied before the journal is released up to `position`.
    package func unadopted(below position: UInt64) -> [RetryEntry<Instant>] {
        retries.unadopted(below: position)
    }

    /// How the destination is doing, why, and since when.
    package var condition: (phase: DestinationPhase, reason: String?, since: Instant) {
        (health.phase, health.reason, health.since)
    }

    /// How many batches may be in flight at once at present.
    package var concurrencyLimit: Int { concurrency.current }
    /// Events in the retry queue.
    package var retryCount: Int { retries.count }
    /// Events held in memory that came from the backlog.
    package var heldCount: Int {
        pending.count + flights.values.reduce(0) { $0 + $1.letters.count + ($1.bisection?.remainingCount ?? 0) }
            + bisections.reduce(0) { $0 + $1.remainingCount }
    }

    /// Payload bytes held in memory that came from the backlog.
    package var heldBytes: Int {
        func size(_ letters: [Letter<Instant>]) -> Int { letters.reduce(0) { $0 + $1.byteCount } }
        return pendingBytes
            + flights.values.reduce(0) { sum, flight in
                flight.isRetry ? sum : sum + size(flight.letters) + size(flight.bisection?.remaining ?? [])
            }
            + bisections.reduce(0) { $1.first?.retryID == nil ? $0 + size($1.remaining) : $0 }
    }

    var retriesAreFull: Bool {
        retries.count >= limits.maxRetryEvents || retries.byteCount >= limits.maxRetryBytes
    }

    // MARK: - What happened

    /// The journal has grown: there may be more to read.
    package mutating func journalGrew() {
        mayHaveMore = true
    }

    /// Events were read, everything below `position` with them. Those of the sequences in `superseded` are not kept, and
    /// `compacted` others were not even there any more: newer versions have come of them. `unixTime` is that of `now`, in
    /// milliseconds.
    package mutating func received(
        _ events: [EventReference],
        superseded: Set<UInt64> = [],
        compacted: Int = 0,
        position: UInt64,
        reachedEnd: Bool,
        at now: Instant,
        unixTime: Int64
    ) {
        passedOver.count += compacted
        let longestAge = settings.limits.longestAgeWhenRead
        let longestMilliseconds = Int64(longestAge / .milliseconds(1))
        for reference in events {
            let sequence = reference.event.sequence
            let byteCount = reference.event.payload.count
            if !superseded.isEmpty, superseded.contains(sequence) {
                guard resumed.takeIsUnsettled(sequence) else { continue }
                passedOver.add(byteCount)
                excessBytes = max(0, excessBytes - byteCount)
                continue
            }
            readCount += 1
            guard resumed.takeIsUnsettled(sequence) else { continue }
            let milliseconds = max(0, unixTime - reference.event.receivedAt)
            let age = milliseconds >= longestMilliseconds ? longestAge : .milliseconds(milliseconds)
            pending.append(Letter(reference, readIndex: readCount, seenAt: now.advanced(by: .zero - age)))
            pendingBytes += byteCount
        }
        readPosition = max(readPosition, position)
        mayHaveMore = !reachedEnd
        if reachedEnd {
            nextReadAt = now.advanced(by: min(settings.limits.maxAge / 10, limits.readPause))
        }
    }

    /// The journal could not be read just now.
    package mutating func readFailed(at now: Instant) {
        nextReadAt = now.advanced(by: limits.journalRetry)
        mayHaveMore = true
    }

    /// Another process changed the file: a person may want dead letters sent again.
    package mutating func fileChanged() {
        requestedMayWait = true
    }

    /// Rows were added to the retry queue for dead letters; `mayBeMore` says whether others wait for room.
    package mutating func took(_ entries: [RetryEntry<Instant>], mayBeMore: Bool) {
        requestedMayWait = mayBeMore
        for entry in entries {
            insert(entry)
        }
    }

    /// Rows now hold their event themselves.
    package mutating func adopted(_ ids: [Int64]) {
        retries.markAdopted(ids)
    }

    /// Take no new batches; `next` says `finished` when those in flight have ended.
    package mutating func stop() {
        isStopping = true
    }

    // MARK: - Reading

    /// True if more events from the journal would find room. While nothing can be sent, nothing is read in advance but for
    /// a destination that is sent one batch at a time: others have batches in flight meanwhile, and a destination that hangs
    /// would hold what it cannot take.
    var hasRoomToRead: Bool {
        if retriesAreFull { return false }
        if health.isProbing { return pending.isEmpty }
        if !hasFreeSlot, concurrency.current > 1 { return false }
        return pending.count < settings.limits.maxEvents && pendingBytes < settings.limits.maxBytes
            && readPosition < cursor + limits.maxReadAhead
    }

    func mayRead(at now: Instant) -> Bool {
        readIsDue(at: now) && hasRoomToRead
    }

    /// True if there may be more in the journal, and it is not too early to look.
    func readIsDue(at now: Instant) -> Bool {
        mayHaveMore && nextReadAt <= now
    }

    /// When reading is next allowed, if something is there to read and has room.
    var nextRead: Instant? { mayHaveMore && hasRoomToRead ? nextReadAt : nil }

    var readAction: CourierAction<Instant> {
        // A probe needs one event; what else could be read would only lie in memory for as long as it is down.
        if health.isProbing { return .read(maxEvents: 1, maxBytes: settings.limits.maxBytes) }
        return .read(
            maxEvents: settings.limits.maxEvents - pending.count,
            maxBytes: settings.limits.maxBytes - pendingBytes
        )
    }
}
