import Logging
import RouterCore
import Synchronization

/// Says once that events cannot be made safe, and once that they can again.
final class AvailabilityLog: Sendable {
    private let logger: Logger
    /// Unix milliseconds.
    private let clock: @Sendable () -> Int64
    /// Nil while all is well.
    private let unavailableSince = Mutex<Int64?>(nil)
    /// Read on every request, so that the lock is taken only when something has changed.
    private let isUnavailable = Atomic<Bool>(false)

    init(logger: Logger, clock: @escaping @Sendable () -> Int64) {
        self.logger = logger
        self.clock = clock
    }

    func unavailable(_ failure: JournalFailure) {
        let isNew = unavailableSince.withLock { since in
            guard since == nil else { return false }
            since = clock()
            isUnavailable.store(true, ordering: .relaxed)
            return true
        }
        guard isNew else { return }
        logger.error(
            "events are refused with 503: \(failure.reason)",
            metadata: ["event": "intake.unavailable", "reason": "\(failure.reason)"]
        )
    }

    func available() {
        guard isUnavailable.load(ordering: .relaxed) else { return }
        let duration: Int64? = unavailableSince.withLock { since in
            defer { since = nil }
            isUnavailable.store(false, ordering: .relaxed)
            return since.map { clock() - $0 }
        }
        guard let duration else { return }
        logger.notice(
            "events are accepted again",
            metadata: ["event": "intake.available", "unavailable_ms": "\(max(0, duration))"]
        )
    }
}
