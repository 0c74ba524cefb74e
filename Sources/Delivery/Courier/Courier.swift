package import AtRest
package import Logging
package import RouterCore

/// Delivers the events of one destination, on a thread of its own and with a file of its own: nothing that happens to
/// one courier is felt by another.
///
/// A thin shell: `CourierStateMachine` decides, this reads, sends and writes down. It can be killed at any moment: what
/// was not written down is sent again.
package actor Courier {
    typealias Instant = ContinuousClock.Instant

    /// The destination's name in `destinations.yaml`.
    package nonisolated let name: String

    let destination: any Destination
    let settings: DeliverySettings
    let limits: CourierLimits
    let journal: any EventJournal
    let store: CourierStore
    let mailbox = Mailbox()
    let environment: CourierEnvironment
    let thread: CourierThread

    var machine: CourierStateMachine<Instant>
    var statistics: CourierStatistics
    var log: CourierLog
    var alarm = Alarm()
    /// Reads the backlog; the other one reads what rows of the retry queue refer to.
    lazy var reader: any JournalReader = journal.reader(for: name, from: machine.readPosition)
    lazy var retryReader: any JournalReader = journal.reader(for: name, from: machine.readPosition)
    /// The calls that have not returned, those that were given up among them, by flight.
    var calls: [Int: Task<Void, Never>] = [:]
    /// Stands for `prepare()` among the calls.
    static let preparation = 0

    /// Nil where nothing can be sent again.
    let replaySource: ReplaySource?
    /// The newest replay, finished or not.
    var replay: Replay?
    var replayReader: (any JournalReader)?
    /// Who watches; nil where nobody can.
    let feed: OutcomeFeed?
    /// Whether an event that holds nothing for the destination's format is to be a dead letter.
    let isStrict: @Sendable (Event) -> Bool

    var deadLetterCount = 0
    var fileVersion = 0
    /// Set while records are being sealed anew.
    var sealing: CourierStore.Sealing?
    /// The keys that records were encrypted with when the file was opened.
    package nonisolated let keysFound: Set<KeyID>
    /// Payload bytes settled since the last release.
    var unreleasedBytes = 0
    var releasedPosition: UInt64?
    var releasedAt: Instant
    var isReleasing = false
    var hasSettledSinceTick = false
    /// The journal's end when the retry queue was last looked through for what newer versions supersede.
    var versionsSeenTo: UInt64 = 0
    var nextTick: Instant
    var nextBacklogCheck: Instant
    /// True once something could not be written down before the courier had to stop: nothing may be written after it.
    var hasLostSettlement = false

    private enum Run {
        case notStarted
        case running
        case ended
    }

    private var run = Run.notStarted
    /// Rows whose events went with the journal that held them.
    private var orphans: [Int64] = []
    private var endWaiters: [CheckedContinuation<Void, Never>] = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.executor.asUnownedSerialExecutor() }

    /// Opens the destination's file in `folder` (`data/destinations`), which is made if it is missing. `name` becomes a
    /// file name.
    package static func open(
        name: String,
        destination: any Destination,
        settings: DeliverySettings,
        journal: any EventJournal,
        folder: String,
        coding: RecordCoding,
        logger: Logger,
        limits: CourierLimits = CourierLimits(),
        replays: ReplaySource? = nil,
        feed: OutcomeFeed? = nil,
        isStrict: @escaping @Sendable (Event) -> Bool = { _ in false },
        environment: CourierEnvironment = CourierEnvironment()
    ) async throws(CourierStoreFailure) -> Courier {
        let thread = environment.makeThread(name)
        let opened = try await StoreOpener(thread.executor, environment).open(
            StoreFile.path(folder: folder, destination: name),
            coding,
            maxDelay: max(settings.retryMax, limits.maxRetryAfter)
        )
        let log = CourierLog(logger, destination: name, maxLinesPerMinute: limits.maxLogLinesPerMinute)
        return Courier(
            name,
            destination,
            settings,
            limits,
            journal,
            opened,
            log,
            environment,
            thread,
            replays,
            feed,
            isStrict
        )
    }

    private init(
        _ name: String,
        _ destination: any Destination,
        _ settings: DeliverySettings,
        _ limits: CourierLimits,
        _ journal: any EventJournal,
        _ opened: OpenedStore,
        _ log: CourierLog,
        _ environment: CourierEnvironment,
        _ thread: CourierThread,
        _ replaySource: ReplaySource?,
        _ feed: OutcomeFeed?,
        _ isStrict: @escaping @Sendable (Event) -> Bool
    ) {
        self.name = name
        self.destination = destination
        self.settings = settings
        self.limits = limits
        self.journal = journal
        self.environment = environment
        self.thread = thread
        self.log = log
        self.replaySource = replaySource
        self.feed = feed
        self.isStrict = isStrict
        store = opened.store
        replay = opened.replay
        deadLetterCount = opened.deadLetterCount
        fileVersion = opened.version
        sealing = opened.sealing
        keysFound = opened.keysFound
        let now = environment.now()
        releasedAt = now
        nextTick = now
        nextBacklogCheck = now
        statistics = CourierStatistics(before: opened.totals, at: now)
        var saved = opened.saved
        let end = journal.end
        if saved.position.readEnd > end {
            log.journalIsOlder(position: saved.position.readEnd, end: end)
            // Its sequences name other events now: nothing that was settled under them is to be left out.
            saved.position = BacklogPosition()
            orphans = saved.retries.filter { !$0.isAdopted }.map(\.id)
        }
        machine = CourierStateMachine(
            settings: settings,
            limits: limits,
            saved: saved,
            seed: environment.random(),
            at: now
        )
        guard let replay, replay.finishedAt == nil, let replaySource else { return }
        replaySource.archive.hold(replay.position..<max(replay.position, replay.sequences.upperBound), for: name)
        machine.replayHasMore(true)
    }

    /// Delivers until the task is cancelled or `stop` is called. To be called once.
    package func run() async {
        guard run == .notStarted else { return }
        run = .running
        journal.observe(name) { [mailbox] _ in mailbox.journalGrew() }
        await withTaskCancellationHandler {
            await work()
        } onCancel: { [mailbox, limits, environment] in
            mailbox.requestStop(by: environment.now() + limits.cancellationGrace)
        }
        journal.observe(name) { _ in }
        await windDown()
        run = .ended
        for waiter in endWaiters { waiter.resume() }
        endWaiters = []
    }

    /// Takes no new batch, waits at most that long for those in flight, saves, and returns when all of that is done.
    package func stop(within bound: Duration) async {
        mailbox.requestStop(by: now + bound)
        guard run == .running else { return }
        await withCheckedContinuation { endWaiters.append($0) }
    }

    /// True once a stop must have ended.
    var mustEnd: Bool { mailbox.stopBy.map { $0 <= now } ?? false }

    var now: Instant { environment.now() }

    // MARK: - The loop

    private func work() async {
        if !orphans.isEmpty { await settle(machine.unreadable(orphans, at: now)) }
        while !mustEnd {
            await tick()
            // Right before deadlines are looked at: a call that has returned has ended, however long the file kept this
            // from hearing of it.
            await readMail()
            machine.isWatched = feed?.isWatched ?? false
            switch machine.next(at: now) {
            case .finished: return
            case .wait(let until, let forJournal):
                let moment = min(until ?? nextTick, nextTick, mailbox.stopBy ?? nextTick)
                await wait(until: moment, forJournal: forJournal)
            case .prepare: prepare()
            case .read(let maxEvents, let maxBytes): read(maxEvents, maxBytes)
            case .takeRequested(let maxEvents, let firstID): takeRequested(maxEvents, firstID)
            case .takeReplay(let maxEvents, let maxBytes, let firstID): takeReplay(maxEvents, maxBytes, firstID)
            case .send(let flight): await send(flight)
            case .settle(let settlement): await settle(settlement)
            }
        }
    }

    /// Until then, or until something is reported.
    private func wait(until moment: Instant, forJournal: Bool) async {
        alarm.set(at: moment, on: thread, environment, mailbox)
        await mailbox.wait(forJournal: forJournal, environment)
    }

    /// Hears of all that was reported, and of what was reported meanwhile. What came together is written together.
    private func readMail() async {
        while true {
            let mail = mailbox.collect()
            if mail.journalGrew { machine.journalGrew() }
            if mailbox.stopBy != nil { machine.stop() }
            if mail.reports.isEmpty { return }
            await settle(mail.reports.compactMap { hear($0) })
        }
    }

    private func hear(_ report: Mailbox.Report) -> Settlement<Instant>? {
        switch report {
        case .prepared(let failure):
            calls[Self.preparation] = nil
            return machine.preparationEnded(failure, at: now)
        case .ended(let flight, let outcomes):
            calls[flight] = nil
            return machine.finished(flight, strictly(outcomes, of: flight), at: now)
        case .shutDown:
            return nil
        }
    }

    private func windDown() async {
        defer { alarm.cancel() }
        // What a replay under way holds stays held: it goes on with the next start of the courier.
        await readMail()
        await cancelCalls()
        await release()
        guard calls.isEmpty else { return log.leftInFlight(calls.count) }
        await shutDownDestination()
        log.stopped()
    }

    /// Gives the calls that are left a moment to end once they are cancelled.
    private func cancelCalls() async {
        let deadline = now + limits.cancelledCallGrace
        for call in calls.values { call.cancel() }
        while !calls.isEmpty, now < deadline {
            await wait(until: deadline, forJournal: false)
            await readMail()
        }
    }

    /// Bounded like every call: a destination that does not close its connections may not keep the daemon from ending.
    private func shutDownDestination() async {
        let deadline = now + limits.callGrace
        let closing = Task.detached(executorPreference: environment.tasks) { [destination, mailbox] in
            await destination.shutdown()
            mailbox.post(.shutDown)
        }
        while now < deadline {
            let hasEnded = mailbox.collect().reports.contains {
                if case .shutDown = $0 { true } else { false }
            }
            if hasEnded { return }
            await wait(until: deadline, forJournal: false)
        }
        closing.cancel()
    }
}
