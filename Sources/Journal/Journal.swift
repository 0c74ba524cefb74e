package import AtRest
package import Logging
package import RouterCore
import Synchronization

/// The embedded journal: segments on disk, one writing thread, group commit.
///
/// An append waits in the queue for the sync of the commit before it, never for a timer. Where more than
/// `maxQueuedSize` bytes wait, the disk is slower than what comes in, and appends fail with `.full` at once: a sender
/// that is told to come back is better off than one who waits for an answer that comes too late.
package final class Journal: EventJournal {
    private let queue: CommitQueue
    private let observers: CommitObservers
    private let shared: SegmentedJournal
    /// Nil where somebody else does the threads' work.
    private let running: Task<Void, Never>?
    private let compacting: Task<Void, Never>?

    private init(
        _ queue: CommitQueue,
        _ observers: CommitObservers,
        _ shared: SegmentedJournal,
        _ running: Task<Void, Never>? = nil,
        _ compacting: Task<Void, Never>? = nil
    ) {
        self.queue = queue
        self.observers = observers
        self.shared = shared
        self.running = running
        self.compacting = compacting
    }

    deinit {
        compacting?.cancel()
        queue.close()
    }

    /// Opens the journal of a folder, recovers it and starts its threads: one that writes, one that compacts.
    package static func open(
        _ configuration: JournalConfiguration,
        fileSystem: any FileSystem = POSIXFileSystem(),
        logger: Logger
    ) async throws(JournalFailure) -> Journal {
        let queue = CommitQueue(maxSize: configuration.maxQueuedSize, maxCommitSize: configuration.maxCommitSize)
        let observers = CommitObservers()
        let writer = JournalWriter(queue, observers)
        let shared = try await writer.open(configuration, fileSystem, logger)
        let compactor = Compactor(Compaction(journal: shared), now: JournalEnvironment.system.now)
        return Journal(queue, observers, shared, Task { await writer.run() }, Task { await compactor.run() })
    }

    /// Opens the journal of a folder and recovers it, without threads: it takes a step when the caller says so.
    package static func openWithoutThreads(
        _ configuration: JournalConfiguration,
        fileSystem: any FileSystem,
        environment: JournalEnvironment,
        logger: Logger
    ) throws(JournalFailure) -> (journal: Journal, duties: JournalDuties) {
        let queue = CommitQueue(maxSize: configuration.maxQueuedSize, maxCommitSize: configuration.maxCommitSize)
        let observers = CommitObservers()
        let log = try SegmentLog(configuration, fileSystem: fileSystem, environment: environment, logger: logger)
        return (Journal(queue, observers, log.journal), JournalDuties(log, queue, observers))
    }

    package func append(_ events: [Event], completion: AppendCompletion) {
        guard !events.isEmpty else {
            completion(.success([]))
            return
        }
        switch queue.push(AppendRequest(events, completion: completion)) {
        case .queued: return
        case .full(let waiting):
            let reason = "\(waiting) bytes wait for the disk already: it is slower than what comes in."
            completion(.failure(.full(reason: reason)))
        case .closed: completion(.failure(.closed))
        }
    }

    package var end: UInt64 { shared.end }

    package func reader(for destination: String, from position: UInt64) -> any JournalReader {
        shared.reader(for: destination, from: position)
    }

    package func pending(
        for destination: String,
        from position: UInt64
    ) throws(JournalFailure) -> PendingEvents {
        try shared.pending(for: destination, from: position)
    }

    package func release(_ destination: String, upTo position: UInt64) {
        // To unlink a segment takes milliseconds of a core, and whoever has released it is about to go on: where it may, it
        // stays until the maintenance.
        if shared.release(destination, upTo: position), !shared.hasAmpleRoom { queue.wake() }
    }

    package func frees(_ destination: String, upTo position: UInt64) -> Bool {
        shared.frees(destination, upTo: position)
    }

    package func observe(_ name: String, _ body: @escaping @Sendable (UInt64) -> Void) {
        observers.set(name, body)
    }

    /// Says for good that nobody will ask for what is there for `destination` now; what comes for it later is kept
    /// again. Blocks on disk.
    package func forget(_ destination: String) throws(JournalFailure) {
        if try shared.forget(destination) { queue.wake() }
    }

    /// Today's table: bit n of what is appended stands for its n-th name.
    package var destinations: [String] { shared.destinations }

    /// Changes the table from the next append on. It must keep the place of every name that bits in hand may stand
    /// for: names are added at its end.
    package func use(destinations: [String]) throws(JournalFailure) {
        try shared.use(destinations: destinations)
    }

    /// What is still there, for sending a stretch of the past again.
    package var archive: any EventArchive { shared }

    /// Keeps delivered segments so long for replay from now on.
    package func keep(for duration: Duration) {
        shared.keepMilliseconds.store(duration.milliseconds, ordering: .relaxed)
        queue.wake()
    }

    package func superseded(_ versions: [EventVersion], for destination: String) -> Set<UInt64> {
        shared.superseded(versions, for: destination)
    }

    package func isCompacted(_ sequence: UInt64) -> Bool {
        shared.isCompacted(sequence)
    }

    package func roomForCopies() -> Int { shared.roomForCopies }

    /// Says which destinations want only the latest version of a thing from now on.
    package func setLatest(_ destinations: Set<String>) {
        shared.versions.setLatest(destinations)
    }

    /// The destinations for which events wait here that they have not released, configured or not.
    package var waitingDestinations: Set<String> { shared.waitingDestinations }

    /// Whether `max_size` has been reached: events are refused until something is released.
    package var isFull: Bool {
        if case .full = shared.catalog.shortage { true } else { false }
    }

    /// Why appends fail at the moment, for health checks; nil where they do not. A full disk or queue is found out by
    /// appending: do not ask this first.
    package var failure: JournalFailure? { shared.failure }

    /// The keys that files were encrypted with when the journal was opened.
    package var keysFound: Set<KeyID> { shared.keysFound }

    package var statistics: JournalStatistics { shared.statistics }

    /// Commits what is queued, seals the newest segment and gives the folder back. Appends fail with `.closed` from now
    /// on; readers can still be used.
    package func close() async {
        compacting?.cancel()
        await compacting?.value
        queue.close()
        await running?.value
    }
}
