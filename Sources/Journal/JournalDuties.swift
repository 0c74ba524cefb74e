internal import RouterCore

/// What the journal's writing thread does, piece by piece: it commits what is queued, repairs the log after a failed
/// sync, and looks for what can be deleted. Used from one thread.
package final class JournalDuties {
    /// How long the first repair after a failed sync is waited for; each further one waits twice as long, up to the most.
    private static let minRepairDelay = Duration.milliseconds(250)
    private static let maxRepairDelay = Duration.seconds(30)
    /// How often expired files are looked for while nothing happens.
    private static let maintenanceInterval = Duration.seconds(5)

    private let log: SegmentLog
    private let queue: CommitQueue
    private let observers: CommitObservers
    private var repairDelay = minRepairDelay
    private var repairAt: ContinuousClock.Instant?
    private var maintenanceAt: ContinuousClock.Instant

    init(_ log: SegmentLog, _ queue: CommitQueue, _ observers: CommitObservers) {
        self.log = log
        self.queue = queue
        self.observers = observers
        maintenanceAt = log.environment.instant()
    }

    var journal: SegmentedJournal { log.journal }

    /// When there is something to do although nothing is appended.
    package var nextDuty: ContinuousClock.Instant { repairAt.map { min($0, maintenanceAt) } ?? maintenanceAt }

    /// Whether something is queued, or something that was released may be deleted.
    package var hasWork: Bool { queue.hasWork }

    /// Does what there is to do, and waits for it at most until the next duty. Returns false where nothing is left and
    /// nothing will come: the log is closed then.
    func work() -> Bool {
        perform(queue.next(within: log.environment.instant().duration(to: nextDuty)))
    }

    /// Does one piece of work without waiting for any: a commit of what is queued, else the maintenance.
    package func step() {
        _ = perform(queue.next(within: .zero))
    }

    /// Gives back what nobody needs of one segment that is otherwise needed. Returns whether there may be more.
    package func compactNext() -> Bool { log.compactNext() }

    /// Commits what is queued and closes the log.
    package func close() {
        queue.close()
        while perform(queue.next(within: .zero)) {}
    }

    private func perform(_ work: consuming CommitQueue.Work) -> Bool {
        switch consume work {
        case .commit(let requests): commit(requests)
        case .maintain: maintenanceAt = log.environment.instant()
        case .end:
            log.close()
            return false
        }
        maintain()
        return true
    }

    private func commit(_ requests: consuming [AppendRequest]) {
        let end = journal.end
        let answers = log.commit(requests)
        // First: who has been answered may append again, and what is durable does not wait for the disk.
        queue.finished(size: requests.reduce(0) { $0 + $1.size })
        CommitQueue.complete(requests, with: answers)
        if journal.end != end { observers.notify(journal.end) }
    }

    private func maintain() {
        let now = log.environment.instant()
        repairIfDue(now)
        guard now >= maintenanceAt else { return }
        // One segment at a time, so that no commit waits for more than one deletion.
        let hasMore = log.deleteReleased()
        log.lookForRoom()
        maintenanceAt = hasMore ? now : now + Self.maintenanceInterval
    }

    private func repairIfDue(_ now: ContinuousClock.Instant) {
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
