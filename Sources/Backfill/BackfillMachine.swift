internal import RouterCore

/// Decides what is asked for next and what an answer means. Pure: time is passed in, in milliseconds of a clock that
/// never goes back. Bounded: 64 users are in hand at a time, and what goes wrong again and again is given up.
package struct BackfillMachine: Sendable {
    package enum Step: Sendable, Hashable {
        case ask(BackfillWindow)
        /// Nothing to ask for before this time, or before an answer under way.
        case wait(until: Int64)
        /// All was asked for; what comes through the webhook is awaited.
        case watch
        case finished
    }

    /// What is to be written down of an answer before anything else happens.
    package enum Note: Sendable, Hashable {
        case done(BackfillWindow)
        case awaited(BackfillWindow, reference: String)
        case released(reference: String)
    }

    /// An hour: how long a large request may be unheard of.
    static let patience: Int64 = 3_600_000
    private static let maxUsersInHand = 64
    private static let maxFailures = 1000
    /// Tries of one window.
    static let maxTransient = 8
    static let maxProcessing = 100
    static let maxThrottled = 200
    /// Windows given up in a row before nothing more is tried.
    static let maxGivenUp = 3

    private struct Awaited: Sendable {
        let window: BackfillWindow
        var heardOfAt: Int64
    }

    package let job: BackfillJob
    package private(set) var counts = BackfillCounts()
    /// The first thousand.
    package private(set) var failures: [BackfillFailure] = []
    /// Why nothing more is asked for.
    package private(set) var fatal: String?

    private let progress: ProgressState
    private var nextUser = 0
    private var inHand: [Int: UserQueue] = [:]
    private var order: [Int] = []
    private var awaited: [String: Awaited] = [:]
    private var givenUp = 0

    package init(_ job: BackfillJob, _ progress: ProgressState, now: Int64) {
        self.job = job
        self.progress = progress
        counts.total = job.size
        counts.done = progress.finishedDays(of: job)
        for (reference, window) in progress.awaited {
            awaited[reference] = Awaited(window: window, heardOfAt: now)
            counts.awaited += window.days.count
        }
    }

    package var references: [String] { awaited.keys.sorted() }

    private var isBusy: Bool { inHand.values.contains { $0.isAsked } }

    /// What to do now. `ask` has begun when this returns: it must be settled.
    package mutating func next(now: Int64) -> Step {
        if fatal != nil { return isBusy ? .wait(until: .max) : .finished }
        var soonest = Int64.max
        fillHands()
        for user in order {
            guard let queue = inHand[user], !queue.isAsked, let window = queue.window(of: user) else { continue }
            let time = queue.pacer.readyAt(days: window.days.count, now: now)
            if time <= now {
                inHand[user]?.isAsked = true
                inHand[user]?.take(window)
                inHand[user]?.pacer.spend(days: window.days.count, now: now)
                return .ask(window)
            }
            soonest = min(soonest, time)
        }
        if !order.isEmpty { return .wait(until: soonest) }
        return awaited.isEmpty ? .finished : .watch
    }

    private mutating func fillHands() {
        while order.count < Self.maxUsersInHand, nextUser < job.users.count {
            let user = nextUser
            nextUser += 1
            let left = job.types.flatMap { type in
                job.days.subtracting(progress.finished(user: user, type: type))
                    .map { UserQueue.Entry(type: type, days: $0) }
            }
            if left.isEmpty { continue }
            inHand[user] = UserQueue(left: left, daysPerRequest: job.daysPerRequest)
            order.append(user)
        }
    }

    /// Takes in what a window led to, and says what must be durable.
    package mutating func settle(
        _ window: BackfillWindow,
        _ outcome: WindowOutcome,
        rate: RateHeaders?,
        now: Int64
    ) -> Note? {
        guard var queue = inHand[window.user] else { return nil }
        queue.isAsked = false
        let note = apply(outcome, to: &queue, window, now: now)
        if let rate, let next = queue.window(of: window.user) {
            queue.pacer.learn(
                remaining: rate.remaining,
                resetAfter: rate.resetAfter,
                nextDays: next.days.count,
                now: now
            )
        }
        inHand[window.user] = queue.left.isEmpty ? nil : queue
        if queue.left.isEmpty { order.removeAll { $0 == window.user } }
        return note
    }

    private mutating func apply(
        _ outcome: WindowOutcome,
        to queue: inout UserQueue,
        _ window: BackfillWindow,
        now: Int64
    ) -> Note? {
        switch outcome {
        case .taken(let accepted, let duplicates):
            counts.accepted += accepted
            counts.duplicates += duplicates
            succeed(&queue, window)
            return .done(window)
        case .throughWebhook(_, isLarge: false):
            succeed(&queue, window)
            return .done(window)
        case .throughWebhook(let reference, isLarge: true):
            queue.attempts = 0
            givenUp = 0
            awaited[reference] = Awaited(window: window, heardOfAt: now)
            counts.awaited += window.days.count
            return .awaited(window, reference: reference)
        case .processing(let wait):
            tryAgain(&queue, window, after: wait ?? 30_000, most: Self.maxProcessing, "it is still processed", now)
        case .throttled(let wait):
            let pause = wait ?? Self.backoff(queue.attempts, first: 5000, most: 300_000)
            tryAgain(&queue, window, after: pause, most: Self.maxThrottled, "there are too many requests", now)
        case .transient(let reason):
            let pause = Self.backoff(queue.attempts, first: 1000, most: 60_000)
            tryAgain(&queue, window, after: pause, most: Self.maxTransient, reason, now)
        case .tooLong(let reason):
            shorten(&queue, window, reason, now)
        case .refused(let reason):
            fail(window, reason)
            queue.left.removeAll { $0.type == window.type }
            queue.attempts = 0
        case .fatal(let reason):
            fatal = reason
        }
        return nil
    }

    private mutating func succeed(_ queue: inout UserQueue, _ window: BackfillWindow) {
        queue.attempts = 0
        givenUp = 0
        counts.done += window.days.count
        counts.doneNow += window.days.count
    }

    private mutating func tryAgain(
        _ queue: inout UserQueue,
        _ window: BackfillWindow,
        after pause: Int64,
        most: Int,
        _ reason: String,
        _ now: Int64
    ) {
        queue.attempts += 1
        guard queue.attempts >= most else {
            queue.putBack(window)
            queue.pacer.pause(until: now + max(pause, 100))
            return
        }
        queue.attempts = 0
        fail(window, "given up after \(most) tries: \(reason)")
        givenUp += 1
        if givenUp >= Self.maxGivenUp { fatal = "\(givenUp) requests in a row came to nothing: \(reason)" }
    }

    /// Half as many days, down to one; a single day is tried as often as what may pass.
    private mutating func shorten(_ queue: inout UserQueue, _ window: BackfillWindow, _ reason: String, _ now: Int64) {
        guard window.days.count > 1 else {
            let pause = Self.backoff(queue.attempts, first: 1000, most: 60_000)
            return tryAgain(&queue, window, after: pause, most: Self.maxTransient, reason, now)
        }
        queue.daysPerRequest = max(1, window.days.count / 2)
        queue.putBack(window)
    }

    private mutating func fail(_ window: BackfillWindow, _ reason: String) {
        counts.failed += 1
        if failures.count < Self.maxFailures { failures.append(BackfillFailure(window: window, reason: reason)) }
    }

    private static func backoff(_ attempts: Int, first: Int64, most: Int64) -> Int64 {
        min(most, first << Int64(min(attempts, 16)))
    }
}

// MARK: - Large requests

extension BackfillMachine {
    /// Takes in what the daemon says of large requests; nil where it does not answer.
    package mutating func look(at sights: [String: LargeRequestSight]?, now: Int64) -> [Note] {
        var notes: [Note] = []
        for reference in references {
            guard let one = awaited[reference] else { continue }
            let stem = String(reference.prefix { $0 != ":" })
            switch sights?[stem] {
            case .complete:
                stopAwaiting(reference, one.window)
                counts.done += one.window.days.count
                counts.doneNow += one.window.days.count
                notes.append(.done(one.window))
            case .open:
                awaited[reference]?.heardOfAt = now
            case .incomplete:
                stopAwaiting(reference, one.window)
                fail(one.window, "chunks of the large request \(stem) are missing")
                notes.append(.released(reference: reference))
            case nil where now - one.heardOfAt >= Self.patience:
                stopAwaiting(reference, one.window)
                fail(one.window, "the daemon heard nothing of the large request \(stem) for an hour")
                notes.append(.released(reference: reference))
            case nil: break
            }
        }
        return notes
    }

    private mutating func stopAwaiting(_ reference: String, _ window: BackfillWindow) {
        awaited[reference] = nil
        counts.awaited -= window.days.count
    }
}
