internal import Logging
internal import RouterCore

/// The log lines of one courier: plain words, and a stable `event` name. Never a payload.
struct CourierLog {
    private let logger: Logger
    private let name: String
    private var deadLetters: LogLimiter
    private var retries: LogLimiter
    private var calls: LogLimiter
    private var store: LogLimiter
    private var journal: LogLimiter
    private var mismatchWasLogged = false
    private var backlogIsHigh = false
    private var skippingWasLogged = false
    /// How many dead letters there were when that was last said; 0 where they are few.
    private var deadLettersSaid = 0
    /// Events given up and not yet spoken of, and when that was last done.
    private var droppedCount = 0
    private var droppedAt: ContinuousClock.Instant?

    init(_ logger: Logger, destination: String, maxLinesPerMinute: Int) {
        var logger = logger
        logger[metadataKey: "destination"] = "\(destination)"
        self.logger = logger
        name = destination
        deadLetters = LogLimiter(maxLines: maxLinesPerMinute)
        retries = LogLimiter(maxLines: maxLinesPerMinute)
        calls = LogLimiter(maxLines: maxLinesPerMinute)
        store = LogLimiter(maxLines: 1)
        journal = LogLimiter(maxLines: 1)
    }

    mutating func note(
        _ notice: CourierNotice,
        pauseProbe: Duration,
        at now: ContinuousClock.Instant,
        waiting: () -> Int?
    ) {
        switch notice {
        case .ready:
            logger.info("\(name) is ready", event: "destination.ready")
        case .down(let reason):
            logger.warning("\(name) is down; its events wait: \(reason)", event: "destination.down")
        case .paused(let reason):
            logger.error(
                """
                \(name) is paused, nothing is lost: \(reason). Put that right: \
                one event is tried every \(inWords(pauseProbe)), and delivery goes on by itself
                """,
                event: "destination.paused"
            )
        case .up(let after, let wasPaused):
            let waited = waiting().map { "; \($0) events had waited" } ?? ""
            let what = wasPaused ? "takes events again after a pause of" : "is up again after"
            logger.notice("\(name) \(what) \(inWords(after))\(waited)", event: "destination.up")
        case .batchRetried(let events, let reason):
            guard retries.allows(at: now) else { return }
            logger.debug("\(events) events will be sent to \(name) again: \(reason)", event: "batch.retry")
        case .overran, .preparationOverran:
            guard calls.allows(at: now) else { return }
            logger.error(
                "a call to \(name) did not end within its timeout; it counts as failed",
                event: "destination.overrun"
            )
        case .outcomeCountMismatch(let expected, let got):
            if mismatchWasLogged { return }
            mismatchWasLogged = true
            let message = "\(name) gave \(got) outcomes for \(expected) events; all are sent again"
            logger.error("\(message)", event: "destination.outcomes")
        }
    }

    mutating func died(_ letter: Letter<ContinuousClock.Instant>, _ reason: String, at now: ContinuousClock.Instant) {
        guard deadLetters.allows(at: now) else { return }
        logger.warning(
            "an event became a dead letter of \(name), attempts \(letter.attempts): \(reason)",
            event: "dead_letter",
            metadata: ["id": "\(letter.event?.id ?? "")", "sequence": "\(letter.sequence)"]
        )
    }

    /// Said once: every event of that kind is the same.
    mutating func skipped(_ letter: Letter<ContinuousClock.Instant>, _ reason: String) {
        if skippingWasLogged { return }
        skippingWasLogged = true
        logger.log(
            level: .notice,
            """
            events that hold nothing for the format of \(name) are skipped and counted, from now on without a line: \
            \(reason). A route with `strict: true` makes dead letters of them
            """,
            metadata: [
                "event": "event.skipped", "id": "\(letter.event?.id ?? "")", "sequence": "\(letter.sequence)",
            ]
        )
    }

    mutating func backlog(_ pending: PendingEvents, limit: Int) {
        // A gap between the two, so that a backlog about the limit is one line.
        if !backlogIsHigh, pending.bytes > limit / 5 * 4 {
            backlogIsHigh = true
            let message = "\(pending.events) events wait for \(name): \(pending.bytes) of \(limit) bytes"
            logger.warning("\(message)", event: "backlog.high")
        } else if backlogIsHigh, pending.bytes < limit / 5 * 3 {
            backlogIsHigh = false
        }
    }

    /// Said once when there are so many, and again whenever they have doubled.
    mutating func deadLetters(_ count: Int, warnAt: Int) {
        guard count >= warnAt else {
            deadLettersSaid = 0
            return
        }
        guard count >= 2 * deadLettersSaid else { return }
        deadLettersSaid = count
        logger.warning(
            """
            \(name) has \(count) dead letters, and dead_letters.warn_at is \(warnAt): they stay on disk until \
            `distributary dead-letters` sends them again or drops them
            """,
            event: "dead_letters.high",
            metadata: ["count": "\(count)"]
        )
    }

    mutating func dropped(_ events: Int) {
        droppedCount += events
    }

    /// To be called now and then: says how many lines were held back.
    mutating func flush(at now: ContinuousClock.Instant) {
        flushDropped(at: now)
        if let count = deadLetters.takeSuppressed(at: now) {
            logger.warning(
                "\(count) more events became dead letters of \(name) in the last minute",
                event: "dead_letter"
            )
        }
        if let count = retries.takeSuppressed(at: now) {
            logger.debug("\(count) more batches were sent to \(name) again in the last minute", event: "batch.retry")
        }
        _ = store.takeSuppressed(at: now)
        _ = journal.takeSuppressed(at: now)
        if let count = calls.takeSuppressed(at: now) {
            logger.error(
                "\(count) more calls to \(name) did not end within their timeout",
                event: "destination.overrun"
            )
        }
    }

    /// At once, and then no more than once a minute.
    private mutating func flushDropped(at now: ContinuousClock.Instant) {
        guard droppedCount > 0, droppedAt.map({ $0 + .seconds(60) <= now }) ?? true else { return }
        logger.warning(
            "\(droppedCount) of the oldest events that waited for \(name) were dropped: its backlog was over its size",
            event: "backlog.dropped",
            metadata: ["events": "\(droppedCount)"]
        )
        droppedCount = 0
        droppedAt = now
    }

    /// Once a minute: whatever has to be written is tried every second.
    mutating func storeFailed(_ path: String, _ reason: String, at now: ContinuousClock.Instant) {
        guard store.allows(at: now) else { return }
        let message = "\(path) cannot be written: \(reason). Delivery to \(name) waits and tries again"
        logger.error("\(message)", event: "destination.store_failed")
    }

    /// Once a minute: it is read by several readers, and one may fail where another does not.
    mutating func journalFailed(_ reason: String, at now: ContinuousClock.Instant) {
        guard journal.allows(at: now) else { return }
        logger.error("the journal cannot be read for \(name); trying again: \(reason)", event: "journal.read_failed")
    }

    func journalIsOlder(position: UInt64, end: UInt64) {
        let message = """
            the journal ends at \(end), but \(name) was at \(position): the journal was replaced. \
            Everything in it is delivered again
            """
        logger.error("\(message)", event: "journal.replaced")
    }

    func sealed() {
        let message = "every record of \(name) is now written as journal.encryption_key says"
        logger.info("\(message)", event: "encryption.sealed")
    }

    func replayStarted(_ replay: Replay) {
        let message = "what the journal holds of the time asked for is sent to \(name) again"
        logger.log(level: .notice, "\(message)", metadata: ["event": "replay.started", "replay": "\(replay.id)"])
    }

    func replayFinished(_ replay: Replay) {
        let how = replay.wasCancelled ? "cancelled" : "finished"
        logger.log(
            level: replay.missing > 0 ? .warning : .notice,
            "replay \(replay.id) of \(name) is \(how): \(replay.delivered) delivered, \(replay.dead) dead letters",
            metadata: [
                "event": "replay.finished", "replay": "\(replay.id)", "delivered": "\(replay.delivered)",
                "dead": "\(replay.dead)", "missing": "\(replay.missing)",
            ]
        )
    }

    func leftInFlight(_ calls: Int) {
        let message =
            "\(name) is stopped with \(calls) calls that did not end; their events are sent again at the next start"
        logger.warning("\(message)", event: "destination.stopped")
    }

    func stopped() {
        logger.info("\(name) is stopped", event: "destination.stopped")
    }
}

/// A time for a person, such as `350 ms` or `12.3 s`.
private func inWords(_ duration: Duration) -> String {
    let milliseconds = Int((duration / .milliseconds(1)).rounded())
    if milliseconds < 1_000 { return "\(milliseconds) ms" }
    return "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) s"
}

extension Logger {
    fileprivate func info(_ message: Message, event: String) {
        log(level: .info, message, metadata: ["event": "\(event)"])
    }

    fileprivate func debug(_ message: Message, event: String) {
        log(level: .debug, message, metadata: ["event": "\(event)"])
    }

    fileprivate func notice(_ message: Message, event: String) {
        log(level: .notice, message, metadata: ["event": "\(event)"])
    }

    fileprivate func warning(_ message: Message, event: String, metadata: Metadata = [:]) {
        log(level: .warning, message, metadata: metadata.merging(["event": "\(event)"]) { $1 })
    }

    fileprivate func error(_ message: Message, event: String) {
        log(level: .error, message, metadata: ["event": "\(event)"])
    }
}
