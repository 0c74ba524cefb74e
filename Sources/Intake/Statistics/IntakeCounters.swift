import Synchronization

/// The counters behind `IntakeStatistics`, without a lock.
package final class IntakeCounters: Sendable {
    private let requests = Atomic<Int>(0)
    private let receivedBytes = Atomic<Int>(0)
    private let accepted = Atomic<Int>(0)
    private let acceptedBytes = Atomic<Int>(0)
    private let duplicates = Atomic<Int>(0)
    private let aborted = Atomic<Int>(0)
    private let unusableHeaders = Atomic<Int>(0)
    private let inFlight = Atomic<Int>(0)
    /// Rare, unlike the others.
    private let rejected = Mutex<[Int: Int]>([:])

    package init() {}

    /// The counters now; `bodyBytes` and `connections` are known elsewhere.
    package func snapshot() -> IntakeStatistics {
        var statistics = IntakeStatistics()
        statistics.requests = requests.load(ordering: .relaxed)
        statistics.receivedBytes = receivedBytes.load(ordering: .relaxed)
        statistics.accepted = accepted.load(ordering: .relaxed)
        statistics.acceptedBytes = acceptedBytes.load(ordering: .relaxed)
        statistics.duplicates = duplicates.load(ordering: .relaxed)
        statistics.rejected = rejected.withLock { $0 }
        statistics.aborted = aborted.load(ordering: .relaxed)
        statistics.unusableHeaders = unusableHeaders.load(ordering: .relaxed)
        statistics.inFlight = inFlight.load(ordering: .relaxed)
        return statistics
    }

    func requestBegan() {
        requests.wrappingAdd(1, ordering: .relaxed)
        inFlight.wrappingAdd(1, ordering: .relaxed)
    }

    func requestAborted() {
        aborted.wrappingAdd(1, ordering: .relaxed)
        inFlight.wrappingSubtract(1, ordering: .relaxed)
    }

    func received(bytes: Int) {
        receivedBytes.wrappingAdd(bytes, ordering: .relaxed)
    }

    func answered(status: Int) {
        inFlight.wrappingSubtract(1, ordering: .relaxed)
        if status >= 400 {
            rejected.withLock { $0[status, default: 0] += 1 }
        }
    }

    func appended(accepted events: Int, bytes: Int, duplicates repeated: Int) {
        accepted.wrappingAdd(events, ordering: .relaxed)
        acceptedBytes.wrappingAdd(bytes, ordering: .relaxed)
        duplicates.wrappingAdd(repeated, ordering: .relaxed)
    }

    func headerUnusable() {
        unusableHeaders.wrappingAdd(1, ordering: .relaxed)
    }
}
