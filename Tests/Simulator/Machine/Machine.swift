import AtRest
import Delivery
import FaultyDisk
import Foundation
import Intake
import Journal
import Logging
import RouterCore

/// One life of the process: the real journal, couriers and intake, on the simulated disk and the simulated thread.
/// `@unchecked Sendable`: used from one thread.
final class Machine: @unchecked Sendable {
    enum Phase {
        case starting
        case running
        case stopping
        /// All is closed.
        case stopped
        /// It could not start.
        case failed
    }

    let world: World
    let life: Int
    let scheduler: Scheduler
    let pool: SimulatedPool
    var phase = Phase.starting
    /// It was killed: what goes on after that has no effect.
    private(set) var hasEnded = false
    let journal: Journal
    let duties: JournalDuties
    private(set) var couriers: [Courier] = []
    private var handler: IntakeHandler?
    private let folder: String
    private let disk: DatabaseDisk
    private var runs: [Task<Void, Never>] = []
    private var journalTimer: Scheduler.Timer?
    private var journalIsBusyUntil = Duration.zero

    /// Opens the journal, as the daemon's start does first.
    init(_ world: World, life: Int, seed: UInt64) throws(JournalFailure) {
        self.world = world
        self.life = life
        let scheduler = Scheduler(seed: seed, now: world.now)
        self.scheduler = scheduler
        pool = SimulatedPool(scheduler)
        folder = "\(world.folder)/\(life)"
        disk = DatabaseDisk(world.disk, folder: folder, root: "/data")
        var environment = JournalEnvironment(
            now: { world.unixTime(at: scheduler.now) },
            random: { world.random.next() }
        )
        environment.instant = { scheduler.instant }
        (journal, duties) = try Journal.openWithoutThreads(
            world.journalConfiguration,
            fileSystem: world.disk,
            environment: environment,
            logger: world.logger
        )
    }

    func note(_ what: StaticString, _ first: Int = 0, _ second: Int = 0, _ text: @autoclosure () -> String = "") {
        if !hasEnded { world.note(what, first, second, text()) }
    }

    // MARK: - Starting

    /// Opens the couriers, starts them, and lets requests in.
    func start() {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            return world.ledger.violate("simulation: \(folder) cannot be made: \(error)")
        }
        DatabaseDisks.mount(disk, at: folder)
        Task(executorPreference: pool) { [self] in
            do {
                for site in world.sites { couriers.append(try await open(site)) }
                if hasEnded { return }
                openIntake()
                for courier in couriers {
                    runs.append(Task(executorPreference: pool) { await courier.run() })
                }
                phase = .running
                note("started", life)
            } catch {
                note("failed to start", life, 0, "\(error)")
                phase = .failed
            }
        }
    }

    private func open(_ site: Site) async throws(CourierStoreFailure) -> Courier {
        let bit = DestinationSet(index: site.scenario.index)
        return try await Courier.open(
            name: site.scenario.name,
            destination: SimulatedDestination(site, ProcessView(self, callGrace: site.scenario.limits.callGrace)),
            settings: site.scenario.settings,
            journal: journal,
            folder: databaseFolder,
            coding: world.coding,
            logger: world.logger,
            limits: site.scenario.limits,
            replays: ReplaySource(
                archive: journal.archive,
                wants: { [routes = world.routes] in routes.destinations(for: $0).contains(bit) },
                names: { $0.destinations.contains(bit) }
            ),
            environment: courierEnvironment
        )
    }

    /// Where the couriers' files are, as SQLite is told.
    var databaseFolder: String { folder + "/destinations" }

    private var courierEnvironment: CourierEnvironment {
        var environment = CourierEnvironment()
        let (scheduler, world, pool) = (scheduler, world, pool)
        environment.now = { scheduler.instant }
        environment.unixTime = { world.unixTime(at: scheduler.now) }
        environment.yield = {
            await withUnsafeContinuation { continuation in
                Task(executorPreference: pool) { continuation.resume() }
            }
        }
        environment.random = { world.random.next() }
        // Small tasks too: the pool runs them in more orders than a thread would.
        environment.makeThread = { _ in
            CourierThread(executor: SimulatedThread(scheduler), tasks: pool) {
                try await scheduler.sleep(until: Scheduler.epoch.duration(to: $0))
            }
        }
        environment.tasks = pool
        return environment
    }

    private func openIntake() {
        let world = world
        handler = IntakeHandler(
            limits: IntakeLimits(),
            policy: IntakePolicy(authentication: .open, routes: world.routes, latest: world.latest),
            journal: ObservedJournal(self),
            pages: AdminPages(status: { [] }, metrics: { [] }, isReady: { true }),
            budget: MemoryBudget(limit: 1 << 30),
            counters: IntakeCounters(),
            logger: world.logger,
            clock: { [scheduler] in world.unixTime(at: scheduler.now) }
        )
    }

    /// Hands a request to intake; false where nobody listens.
    func take(_ request: Request, answer: @escaping @Sendable (Int) -> Void) -> Bool {
        guard phase == .running, let handler else { return false }
        handler.respond(to: IntakeRequest(head: request.head, role: .intake, body: request.body)) { [self] response in
            if !hasEnded { answer(response.status) }
        }
        return true
    }

    // MARK: - The journal's thread

    /// Has the journal's thread do its work when it next can.
    func attendJournal() {
        guard phase != .stopped, phase != .failed else { return }
        let due = duties.hasWork ? scheduler.now : Scheduler.epoch.duration(to: duties.nextDuty)
        let wanted = max(due, journalIsBusyUntil)
        if let journalTimer, journalTimer.at <= wanted { return }
        journalTimer?.cancel()
        journalTimer = scheduler.schedule(at: wanted) { [unowned self] in
            journalTimer = nil
            if hasEnded || phase == .stopped { return }
            duties.step()
            journalIsBusyUntil = scheduler.now + world.syncDuration()
        }
    }

    /// Compacts, now and then, as the thread for it would.
    func compact() {
        guard phase == .running else { return }
        var rounds = 0
        while !hasEnded, duties.compactNext(), rounds < 1000 { rounds += 1 }
        if rounds == 1000 { world.ledger.violate("compaction does not come to an end") }
    }

    // MARK: - Ending

    /// Ends as the daemon does when it is asked to.
    func stop() {
        phase = .stopping
        handler = nil
        note("stops", life)
        let bound = world.random.pick([Duration.milliseconds(20), .seconds(1), .seconds(15)])
        Task(executorPreference: pool) { [self] in
            for courier in couriers {
                Task(executorPreference: pool) { await courier.stop(within: bound) }
            }
            for run in runs { await run.value }
            if hasEnded { return }
            duties.close()
            phase = .stopped
            note("stopped", life)
        }
    }

    /// Ends without a word. What is left of it comes to its end by itself, in a time of its own and without effect.
    func kill() {
        hasEnded = true
        disk.isDead = true
        for run in runs { run.cancel() }
        var steps = 0
        while steps < 1_000_000 {
            steps += 1
            if scheduler.runOne() || scheduler.fireOne() { continue }
            guard let time = scheduler.nextTime else { break }
            scheduler.advance(to: time)
        }
        if steps == 1_000_000 { world.ledger.violate("a courier that is cancelled does not end") }
        release()
    }

    /// Lets go of all that it holds.
    func release() {
        hasEnded = true
        journalTimer?.cancel()
        handler = nil
        couriers = []
        runs = []
        DatabaseDisks.unmount(folder)
        try? FileManager.default.removeItem(atPath: folder)
    }
}
