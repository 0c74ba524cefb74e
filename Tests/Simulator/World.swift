import AtRest
import Delivery
import FaultyDisk
import Foundation
import Journal
import Logging
import RouterCore
import Synchronization

/// All that there is in one run: a machine that fails, its disk, senders, destinations, and an oracle that knows what
/// must come of it. Everything follows from the seed.
/// `@unchecked Sendable`: used from one thread.
package final class World: @unchecked Sendable {
    /// What goes on.
    enum Phase {
        /// Requests come in, and faults happen.
        case storm
        /// Nothing fails any more: what waits is delivered.
        case draining
        /// All is delivered: the journal gives back its room, and the process ends.
        case ending
        case done
    }

    /// The most jobs that may be run while the clock stands still: more is a loop without an end.
    private static let maxJobsAtOnce = 300_000
    private static let maxJobs = 20_000_000

    let seed: UInt64
    let scenario: Scenario
    let disk: FaultyFileSystem
    let ledger: Ledger
    let sites: [Site]
    let routes: Routes
    let latest: DestinationSet
    let coding: RecordCoding
    let folder: String
    var random: SplitMix64
    var sender: Sender
    private(set) var trace: Trace
    /// What is to happen whatever becomes of the process.
    let timeline: Scheduler
    var machine: Machine?
    var nextLife = 1
    var phase = Phase.storm
    var plannedEnd: PlannedEnd?
    /// What happens where the disk stops doing anything.
    var deathIsPowerCut = false
    /// By how much the wall clock is off.
    var clockOffset: Int64 = 0
    /// By how much it was set, all in all.
    var clockChanges = Duration.zero
    /// Requests that were sent and not answered.
    var openRequests: [Int: Request] = [:]
    /// Destinations that take nothing more for now.
    var fullSites: Set<Int> = []
    var statuses: [Int: CourierStatus] = [:]
    var drainDeadline = Duration.zero
    /// What is sent once all that came before is delivered.
    var lastRequest: Int?
    var lastIsTaken = false
    /// Segments of which one copy of the header was damaged.
    var headersDamaged: Set<String> = []
    /// Faults were planned, or had happened, when the process began to start.
    var startMayFail = false
    private var jobsAtOnce = 0
    private var jobs = 0

    /// `folder` is for empty files and folders, which are needed beside the simulated disk. `hasLyingDisk`: nothing that is
    /// synced is safe, which the oracle must find out.
    package init(seed: UInt64, folder: String, prints: Bool = false, hasLyingDisk: Bool = false) {
        self.seed = seed
        self.folder = folder
        var random = SplitMix64(seed: seed &* 0x2545_F491_4F6C_DD1D &+ 1)
        scenario = Scenario(&random)
        disk = FaultyFileSystem(seed: random.next())
        disk.tellsSpace = scenario.tellsSpace
        disk.wholeCapacity = scenario.diskSize
        disk.liesAboutSyncs = hasLyingDisk
        // SQLite itself does not outlive a failed sync of its log and a power cut soon after: what is left of the log is
        // played back over pages that are newer.
        disk.reliableSuffix = "-wal"
        let ledger = Ledger(
            deduplicatesFor: scenario.journal.deduplicateFor,
            forgetsVersions: scenario.journal.maxVersionKeys < 1000
        )
        self.ledger = ledger
        var siteRandom = SplitMix64(seed: random.next())
        sites = scenario.sites.map { Site($0, ledger: ledger, seed: siteRandom.next()) }
        sender = Sender(scenario, seed: random.next())
        routes = sender.routes
        latest = scenario.sites.reduce(into: []) { set, site in
            if site.settings.versions == .latest { set.insert(DestinationSet(index: site.index)) }
        }
        let sealing = Mutex(SplitMix64(seed: random.next()))
        coding = RecordCoding(
            vault: Vault(scenario.keys, random: { sealing.withLock { $0.next() } }),
            encode: { RecordCodec.encode($0, into: &$1) },
            decode: { try RecordCodec.decode($0) }
        )
        DatabaseDisks.repeatRandomness(seed: random.next())
        timeline = Scheduler(seed: 0)
        trace = Trace(isPrinted: prints, folder: folder)
        self.random = random
    }

    var now: Duration { timeline.now }

    /// Unix milliseconds, as the machine's clock has it.
    func unixTime(at time: Duration) -> Int64 { Sender.start + Int64(time / .milliseconds(1)) + clockOffset }

    func note(_ what: StaticString, _ first: Int = 0, _ second: Int = 0, _ text: @autoclosure () -> String = "") {
        trace.note(machine?.scheduler.now ?? now, what, first, second, text())
    }

    /// Lives it all. What went wrong is in the report.
    package func run() -> Report {
        placeFirstSegment()
        timeline.schedule(at: .milliseconds(1)) { [unowned self] in fillSegment() }
        planRequests()
        planFaults()
        timeline.schedule(at: scenario.storm) { [unowned self] in endStorm() }
        boot()
        while phase != .done, ledger.violations.isEmpty { step() }
        machine?.kill()
        machine = nil
        return Report(
            seed: seed,
            violations: ledger.violations,
            hash: trace.hash,
            events: ledger.entries.count,
            lives: nextLife - 1,
            calls: sites.reduce(0) { $0 + $1.calls },
            jobs: jobs,
            time: now
        )
    }

    // MARK: - Step by step

    private func step() {
        if disk.hasDied { plannedEnd = deathIsPowerCut ? .powerCut : .kill }
        if let end = plannedEnd {
            plannedEnd = nil
            return crash(end)
        }
        if let machine, attend(machine) { return }
        let times = [timeline.nextTime, machine?.scheduler.nextTime].compactMap(\.self)
        guard let next = times.min() else { return ledger.violate("nothing is left to happen, and it is not over") }
        if next > now { jobsAtOnce = 0 }
        timeline.advance(to: next)
        machine?.scheduler.advance(to: next)
        if !timeline.fireOne() { _ = machine?.scheduler.fireOne() }
    }

    /// Lets the process do what it can do now; false where it waits.
    private func attend(_ machine: Machine) -> Bool {
        switch machine.phase {
        case .failed:
            failedToStart()
            return true
        case .stopped:
            ended(machine)
            return true
        default: break
        }
        guard machine.scheduler.runOne() else {
            machine.attendJournal()
            return false
        }
        jobs += 1
        jobsAtOnce += 1
        if jobsAtOnce > Self.maxJobsAtOnce { ledger.violate("something runs on and on while no time passes") }
        if jobs > Self.maxJobs { ledger.violate("it does not come to an end") }
        if machine.scheduler.hasEscaped { ledger.violate("simulation: something ran outside of it") }
        return true
    }
}
