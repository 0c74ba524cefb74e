/// What a courier knows of its destination from the answers so far: whether it may be sent anything, and how much.
///
/// An answer counts only for the epoch in which its batch was sent: what was still in flight when the destination went
/// down says nothing about how it is now.
struct DestinationHealth<Instant: InstantProtocol<Duration>>: Sendable {
    /// What becomes of events that failed together.
    enum Verdict {
        /// They go back to where they came from: it was the destination.
        case returned
        /// The one event goes into the retry queue: it may have been the event.
        case setAside
    }

    private(set) var phase = DestinationPhase.starting
    private(set) var reason: String?
    private(set) var since: Instant
    /// The most events in a batch at present.
    private(set) var window: Int
    /// Nothing is sent before this.
    private(set) var holdUntil: Instant?
    private(set) var epoch = 0

    /// Batches in a row that a destination may put off, saying until when, before it counts as down.
    private static var maxThrottles: Int { 3 }

    private let fullWindow: Int
    private let backoff: Backoff
    private let pauseProbe: Duration
    /// False from a failure until a batch as large as it may be was taken.
    private var isProven = true
    /// Failures of the destination in a row.
    private var failures = 0
    /// The last event that failed alone, if nothing was taken since.
    private var lastFailedAlone: UInt64?
    private var leftUpAt: Instant?

    init(fullWindow: Int, backoff: Backoff, pauseProbe: Duration, at now: Instant) {
        self.fullWindow = max(1, fullWindow)
        self.backoff = backoff
        self.pauseProbe = pauseProbe
        window = self.fullWindow
        since = now
    }

    var isProbing: Bool { phase == .down || phase == .paused }
    /// True while only one batch may be in flight, so that its answer can be told apart.
    var isCareful: Bool { isProbing || !isProven }

    func isHeld(at now: Instant) -> Bool {
        guard let holdUntil else { return false }
        return holdUntil > now
    }

    /// `prepare()` went well.
    mutating func prepared(at now: Instant) -> CourierNotice {
        let wasStarting = phase == .starting
        let recovered = goUp(at: now)
        window = fullWindow
        isProven = true
        return wasStarting ? .ready : recovered
    }

    /// `prepare()` failed for now.
    mutating func unavailable(
        _ reason: String,
        at now: Instant,
        using generator: inout some RandomNumberGenerator
    ) -> CourierNotice? {
        failures += 1
        hold(nil, at: now, using: &generator)
        return phase == .down ? nil : goDown(reason, at: now)
    }

    /// The destination took or judged events of a batch sent in `epoch`. One from the retry queue may be as small as
    /// its rows want it: it says nothing for a larger one.
    mutating func answered(epoch: Int, isRetry: Bool, at now: Instant) -> CourierNotice? {
        guard epoch == self.epoch else { return nil }
        failures = 0
        lastFailedAlone = nil
        if isProbing {
            let recovered = goUp(at: now)
            window = min(2, fullWindow)
            return recovered
        }
        if !isRetry {
            isProven = isProven || window == fullWindow
            window = min(window * 2, fullWindow)
        }
        return nil
    }

    /// A whole batch failed, for a reason that may lie in the destination or in the batch.
    mutating func failed(
        _ failure: BatchFailure,
        at now: Instant,
        using generator: inout some RandomNumberGenerator
    ) -> (verdict: Verdict, notice: CourierNotice?) {
        guard failure.epoch == epoch else { return (.returned, nil) }
        if isProbing {
            failures += 1
            hold(failure.retryAfter, at: now, using: &generator)
            return (.setAside, phase == .paused ? goDown(failure.reason, at: now) : nil)
        }
        if failure.retryAfter != nil {
            return (.returned, putOff(failure, at: now, using: &generator))
        }
        guard !isProven || (failure.count == 1 && failure.isRetry) else {
            failures = 1
            hold(nil, at: now, using: &generator)
            return (.returned, goDown(failure.reason, at: now))
        }
        // The destination took something a moment ago: look for the event at fault before saying that it is down.
        if !isProven {
            failures += 1
            hold(nil, at: now, using: &generator)
        }
        if failure.count > 1 {
            window = failure.count / 2
            return (.returned, nil)
        }
        let otherFailedToo = lastFailedAlone.map { $0 != failure.sequence } ?? false
        lastFailedAlone = failure.sequence
        guard otherFailedToo else { return (.setAside, nil) }
        failures = max(failures, 1)
        hold(nil, at: now, using: &generator)
        return (.setAside, goDown(failure.reason, at: now))
    }

    /// The destination takes nothing until somebody acts.
    mutating func paused(_ reason: String, at now: Instant) -> CourierNotice? {
        failures = 0
        holdUntil = now.advanced(by: pauseProbe)
        guard phase != .paused else { return nil }
        leave(for: .paused, reason, at: now)
        return .paused(reason: reason)
    }

    /// It says itself when it takes more, so it is not down, unless it goes on saying so. What else is in flight will
    /// meet with the same.
    private mutating func putOff(
        _ failure: BatchFailure,
        at now: Instant,
        using generator: inout some RandomNumberGenerator
    ) -> CourierNotice? {
        failures += 1
        hold(failure.retryAfter, at: now, using: &generator)
        guard failures <= Self.maxThrottles else { return goDown(failure.reason, at: now) }
        isProven = false
        epoch += 1
        return nil
    }

    private mutating func goDown(_ reason: String, at now: Instant) -> CourierNotice {
        leave(for: .down, reason, at: now)
        return .down(reason: reason)
    }

    private mutating func leave(for phase: DestinationPhase, _ reason: String, at now: Instant) {
        leftUpAt = leftUpAt ?? now
        self.phase = phase
        self.reason = reason
        since = now
        window = 1
        isProven = false
        epoch += 1
        lastFailedAlone = nil
    }

    private mutating func goUp(at now: Instant) -> CourierNotice {
        let notice = CourierNotice.up(after: (leftUpAt ?? since).duration(to: now), wasPaused: phase == .paused)
        phase = .up
        reason = nil
        since = now
        holdUntil = nil
        leftUpAt = nil
        failures = 0
        return notice
    }

    private mutating func hold(
        _ retryAfter: Duration?,
        at now: Instant,
        using generator: inout some RandomNumberGenerator
    ) {
        let delay = backoff.delay(failures: failures, retryAfter: retryAfter, using: &generator)
        holdUntil = now.advanced(by: delay)
    }
}
