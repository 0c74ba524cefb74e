/// Does what the machine says: asks, hands on, writes down, in this order, so that a kill at any moment costs a request
/// that is made again and nothing else.
package struct BackfillRunner<Source: HistorySource, Feed: EventFeed, Watch: LargeRequestWatch>: Sendable {
    private enum Turn: Sendable {
        case answered(BackfillWindow, WindowOutcome, RateHeaders?)
        case saw([String: LargeRequestSight]?)
        case tick
    }

    /// Requests under way at once, each of another user.
    private static var maxRequests: Int { 4 }
    /// Events of one answer on the way to intake at once.
    private static var maxPosts: Int { 8 }
    private static var tick: Duration { .milliseconds(200) }
    /// Ticks between two looks at what comes through the webhook.
    private static var ticksBetweenLooks: Int { 10 }

    private let source: Source
    private let feed: Feed
    private let watch: Watch
    private let progress: ProgressFile
    /// Whether what comes through the webhook is waited for.
    private let waits: Bool
    private let started = ContinuousClock.now
    private let report: @Sendable (BackfillCounts, _ elapsed: Int64) -> Void

    /// `report` is called several times a second with how far it is and the milliseconds since the beginning.
    package init(
        source: Source,
        feed: Feed,
        watch: Watch,
        progress: ProgressFile,
        waits: Bool,
        report: @escaping @Sendable (BackfillCounts, _ elapsed: Int64) -> Void
    ) {
        self.source = source
        self.feed = feed
        self.watch = watch
        self.progress = progress
        self.waits = waits
        self.report = report
    }

    /// Runs the job to its end and returns what became of it. Throws where events cannot be made safe or progress cannot
    /// be written down.
    package func run(_ job: BackfillJob) async throws -> BackfillMachine {
        let (backfill, state) = try await progress.open()
        var machine = BackfillMachine(job, state, now: now)
        try await withThrowingTaskGroup(of: Turn.self) { group in
            group.addTask { await Self.sleep() }
            var (underWay, ticks) = (0, 0)
            while true {
                let step = fill(&group, &machine, &underWay, backfill)
                report(machine.counts, now)
                if step == .finished || step == .watch && !waits && underWay == 0 { break }
                guard let turn = try await group.next() else { break }
                switch turn {
                case .answered(let window, let outcome, let rate):
                    underWay -= 1
                    try await settle(&machine, window, outcome, rate)
                case .saw(let sights):
                    for note in machine.look(at: sights, now: now) { try await progress.append(note) }
                case .tick:
                    ticks += 1
                    group.addTask { await Self.sleep() }
                    guard ticks % Self.ticksBetweenLooks == 0, waits, !machine.references.isEmpty else { continue }
                    group.addTask { .saw(await watch.sights()) }
                }
            }
            group.cancelAll()
        }
        let isComplete = machine.fatal == nil && machine.counts.failed == 0 && machine.references.isEmpty
        if isComplete { try await progress.remove() }
        return machine
    }

    /// Begins what may begin now.
    private func fill(
        _ group: inout ThrowingTaskGroup<Turn, any Error>,
        _ machine: inout BackfillMachine,
        _ underWay: inout Int,
        _ backfill: String
    ) -> BackfillMachine.Step {
        let job = machine.job
        while underWay < Self.maxRequests {
            let step = machine.next(now: now)
            guard case .ask(let window) = step else { return step }
            underWay += 1
            group.addTask { try await perform(window, of: job, backfill) }
        }
        return .wait(until: .max)
    }

    private func settle(
        _ machine: inout BackfillMachine,
        _ window: BackfillWindow,
        _ outcome: WindowOutcome,
        _ rate: RateHeaders?
    ) async throws {
        let note = machine.settle(window, outcome, rate: rate, now: now)
        if let note { try await progress.append(note) }
    }

    private func perform(_ window: BackfillWindow, of job: BackfillJob, _ backfill: String) async throws -> Turn {
        let (answer, rate) = await source.fetch(
            window,
            user: job.users[window.user],
            isThroughWebhook: job.isThroughWebhook,
            backfill: backfill
        )
        return .answered(window, try await outcome(of: answer), rate)
    }

    private func outcome(of answer: HistoryAnswer) async throws -> WindowOutcome {
        switch answer {
        case .events(let events): try await post(events)
        case .throughWebhook(let reference, let isLarge): .throughWebhook(reference: reference, isLarge: isLarge)
        case .processing(let wait): .processing(retryAfter: wait)
        case .throttled(let wait): .throttled(retryAfter: wait)
        case .tooLong(let reason): .tooLong(reason)
        case .transient(let reason): .transient(reason)
        case .refused(let reason): .refused(reason)
        case .fatal(let reason): .fatal(reason)
        }
    }

    private func post(_ events: [FetchedEvent]) async throws -> WindowOutcome {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            var accepted = 0
            for (index, event) in events.enumerated() {
                if index >= Self.maxPosts, try await group.next() ?? false { accepted += 1 }
                group.addTask { try await feed.post(event) }
            }
            for try await isNew in group where isNew { accepted += 1 }
            return .taken(accepted: accepted, duplicates: events.count - accepted)
        }
    }

    private static func sleep() async -> Turn {
        try? await Task.sleep(for: tick)
        return .tick
    }

    /// Milliseconds since the beginning.
    private var now: Int64 {
        let (seconds, attoseconds) = (ContinuousClock.now - started).components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
