import Foundation
import Journal
import LargeRequests
import Logging
import RouterCore
import ServiceLifecycle
import Threading

/// Logs what becomes of large requests, and keeps their counts over restarts: a small file, and for what was accepted
/// since it was written, the journal itself.
actor LargeRequestService: Service {
    /// How often the file says up to where the journal has been counted, so that a start reads little of it. Events are
    /// counted a moment after they are durable: what is older than this has been.
    private static let positionEvery = Duration.seconds(10)

    /// How often the journal may fail to be read at a start. The reader tries a bad block a few times, then passes over it.
    private static let maxReadFailures = 10

    private let tracker: LargeRequestTracker
    private let file: LargeRequestFile
    private let journal: Journal
    private let logger: Logger
    /// Everything here waits for the disk.
    private let executor = ThreadExecutor(name: "large-requests")
    /// Everything below is counted, and what was the journal's end when that was found out.
    private var counted: UInt64
    private var endBefore: UInt64
    private var lookedAt: ContinuousClock.Instant?
    private var hasFailed = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ tracker: LargeRequestTracker, file: LargeRequestFile, journal: Journal, logger: Logger) {
        self.tracker = tracker
        self.file = file
        self.journal = journal
        self.logger = logger
        // What is appended from now on is counted by intake, or found when the journal is read.
        endBefore = journal.end
        counted = endBefore
    }

    func run() async throws {
        // What is not counted must not be passed over: the next start begins where this one did.
        guard recover() else { return }
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            look()
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
        }
        if Task.isShuttingDownGracefully {
            // This service is stopped last: nothing is appended any more, so the next start has nothing to read again.
            endBefore = journal.end
            lookedAt = nil
        }
        look()
    }

    /// Counts what was accepted after the file was written and before the process ended. False where a stop came before
    /// that was done.
    private func recover() -> Bool {
        var position = tracker.position
        if position > endBefore {
            tracker.restart(at: endBefore)
            return true
        }
        // A first start has nothing to look back to.
        guard position > 0 else { return true }
        position = max(position, journal.archive.oldest)
        let reader = journal.archive.archiveReader(from: position, received: Int64.min..<Int64.max)
        var failures = 0
        while reader.position < endBefore {
            if Task.isShuttingDownGracefully { return false }
            let before = reader.position
            do throws(JournalFailure) {
                let events = try reader.next(maxEvents: 1000, maxBytes: 4 << 20)
                for event in events { tracker.note(event, sequence: event.sequence) }
                if events.isEmpty, reader.position == before { return true }
            } catch {
                failures += 1
                if failures < Self.maxReadFailures { continue }
                logger.warning(
                    "Chunks of large requests that came right before the last stop may be missing from the counts, and a request then be called incomplete although its days are there. Look at the disk. \(error)",
                    metadata: ["event": "large_request.uncounted"]
                )
                return true
            }
        }
        return true
    }

    private func look() {
        for change in tracker.takeChanges(now: WallClock.now()) { write(change) }
        var isDue = false
        if lookedAt.map({ ContinuousClock.now - $0 >= Self.positionEvery }) ?? true {
            lookedAt = .now
            counted = endBefore
            endBefore = journal.end
            isDue = counted > tracker.position
        }
        guard let ledger = tracker.snapshot(position: counted, always: isDue) else { return }
        do {
            try file.save(ledger)
            hasFailed = false
        } catch {
            tracker.markDirty()
            if !hasFailed { logger.warning("\(error)", metadata: ["event": "large_request.unsaved"]) }
            hasFailed = true
        }
    }

    private func write(_ change: LargeRequestChange) {
        switch change {
        case .started(let request):
            logger.info(
                "Terra prepares a large request for history.",
                metadata: Self.metadata(request, "large_request.started")
            )
        case .completed(let request):
            logger.info(
                "All chunks of a large request came.",
                metadata: Self.metadata(request, "large_request.complete")
            )
        case .missed(let request):
            logger.warning(
                "Nothing of a large request came for an hour, and it is not complete. If it does not come, ask for its days again with `distributary backfill`.",
                metadata: Self.metadata(request, "large_request.incomplete")
            )
        case .dropped(let request):
            logger.warning(
                "An open large request is watched no longer: it is a week old, or there are too many.",
                metadata: Self.metadata(request, "large_request.dropped")
            )
        }
    }

    private static func metadata(_ request: LargeRequest, _ event: String) -> Logger.Metadata {
        [
            "event": .string(event), "reference": .string(request.reference),
            "arrived": .stringConvertible(request.arrived),
            "expected": .string(request.expected.map { "\($0)" } ?? "unknown"),
        ]
    }
}
