import Foundation
internal import Logging
internal import RouterCore
import Threading

/// The journal's one writing thread: it opens the log, and from then on does its duties.
actor JournalWriter {
    private let executor = ThreadExecutor(name: "journal")
    private let queue: CommitQueue
    private let observers: CommitObservers
    private var duties: JournalDuties?

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
        duties = JournalDuties(log, queue, observers)
        return log.journal
    }

    /// Works until the queue is closed and empty, then closes the log. Blocks the executor's thread for as long.
    func run() {
        while duties?.work() == true {
            // Who has just been answered may be about to append again: on a busy machine a commit then takes more at once.
            sched_yield()
        }
        duties = nil
    }
}

extension JournalEnvironment {
    /// The machine's clock and random numbers.
    static let system = JournalEnvironment(
        now: { Int64(Date().timeIntervalSince1970 * 1000) },
        random: { UInt64.random(in: .min ... .max) }
    )
}
