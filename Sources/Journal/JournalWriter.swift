import Foundation
internal import Logging
internal import RouterCore
import Threading

/// The journal's one writing thread: it opens the log, and from then on commits what the queue holds.
actor JournalWriter {
    /// How long the first repair after a failed sync is waited for; each further one waits twice as long, up to the most.
    private static let minRepairDelay = Duration.milliseconds(250)
    private static let maxRepairDelay = Duration.seconds(30)
    /// How often expired files are looked for while nothing happens.
    private static let maintenanceInterval = Duration.seconds(5)

    private let executor = ThreadExecutor(name: "journal")
    private let queue: CommitQueue
    private let observers: CommitObservers
    private var log: SegmentLog?
    private var repairDelay = minRepairDelay
    private var repairAt: ContinuousClock.Instant?
    private var maintenanceAt = ContinuousClock.now

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ queue: CommitQueue, _ observers: CommitObservers) {
        self.queue = queue
        self.observers = observers
    }

    func open(
        _ configuration: JournalConfiguration,
        _ fileSystem: any FileSystem,
        _ logger: Logger
    ) throws(JournalFailure) -> SegmentedJournal {
        let log = try SegmentLog(configuration, fileSystem: fileSystem, environment: .system, logger: logger)
        self.log = log
        return log.journal
    }

    /// Works until the queue is closed and empty, then closes the log. Blocks the executor's thread for as long.
    func run() {
        guard let log else { return }
        while true {
            // Who has just been answered may be about to append again: on a busy machine a commit then takes more at once.
            sched_yield()
            switch queue.next(within: timeToNextDuty) {
            case .commit(let items): commit(items, log)
            case .maintain: maintenanceAt = .now
            case .end:
                log.close()
                self.log = nil
                return
            }
            maintain(log)
        }
    }

    private var timeToNextDuty: Duration {
        ContinuousClock.now.duration(to: repairAt.map { min($0, maintenanceAt) } ?? maintenanceAt)
    }

    private func commit(_ items: [CommitQueue.Item], _ log: SegmentLog) {
        let end = log.journal.end
        let answers = log.commit(items.map(\.request))
        CommitQueue.complete(items, with: answers)
        queue.finished(size: items.reduce(0) { $0 + $1.request.size })
        if log.journal.end != end { observers.notify(log.journal.end) }
    }

    private func maintain(_ log: SegmentLog) {
        let now = ContinuousClock.now
        repairIfDue(log, now)
        guard now >= maintenanceAt else { return }
        // One segment at a time, so that no commit waits for more than one deletion.
        let hasMore = log.deleteReleased()
        log.lookForRoom()
        maintenanceAt = hasMore ? now : now + Self.maintenanceInterval
    }

    private func repairIfDue(_ log: SegmentLog, _ now: ContinuousClock.Instant) {
        guard log.needsRepair else { return }
        if let repairAt, now >= repairAt {
            if log.repair() {
                self.repairAt = nil
                repairDelay = Self.minRepairDelay
            } else {
                repairDelay = min(repairDelay * 2, Self.maxRepairDelay)
                self.repairAt = now + repairDelay
            }
        } else if repairAt == nil {
            repairAt = now + repairDelay
        }
    }
}

extension JournalEnvironment {
    /// The machine's clock and random numbers.
    static let system = JournalEnvironment(
        now: { Int64(Date().timeIntervalSince1970 * 1000) },
        random: { UInt64.random(in: .min ... .max) }
    )
}
