import Histogram
internal import RouterCore

/// Counts and latencies of one courier.
struct CourierStatistics {
    /// Longer latencies count as this: 30 days in milliseconds.
    private static let maxLatency: UInt64 = 30 * 86_400_000

    private let before: StoredTotals
    private(set) var sinceStart = StoredTotals()
    private var window = StoredTotals()
    private var windowStart: ContinuousClock.Instant
    private var latencies = Self.emptyLatencies()
    private(set) var lastError: CourierStatus.LastError?
    /// Unix milliseconds.
    private(set) var lastDeliveredAt: Int64?

    init(before: StoredTotals, at now: ContinuousClock.Instant) {
        self.before = before
        windowStart = now
    }

    var total: StoredTotals {
        var total = before
        total.add(sinceStart)
        return total
    }

    /// `now` is in unix milliseconds.
    mutating func count(_ settlement: Settlement<ContinuousClock.Instant>, at now: Int64) {
        let counts = StoredTotals(
            delivered: settlement.delivered.count,
            retried: settlement.retriedCount,
            dead: settlement.dead.count,
            superseded: settlement.superseded.count,
            dropped: settlement.dropped.count,
            skipped: settlement.skipped.count
        )
        sinceStart.add(counts)
        window.add(counts)
        if counts.delivered > 0 { lastDeliveredAt = now }
        for index in settlement.delivered.indices {
            guard let receivedAt = settlement.delivered[index].receivedAt else { continue }
            latencies.record(min(UInt64(max(0, now - receivedAt)), Self.maxLatency))
        }
        if let reason = settlement.dead.last?.reason ?? settlement.requeued.last?.reason {
            lastError = .init(reason: reason, at: now)
        }
    }

    mutating func failed(_ reason: String, at now: Int64) {
        lastError = .init(reason: reason, at: now)
    }

    func currentWindow(at now: ContinuousClock.Instant) -> CourierStatus.Window {
        let isEmpty = latencies.totalCount == 0
        return CourierStatus.Window(
            seconds: windowStart.duration(to: now) / .seconds(1),
            counts: window,
            p50Milliseconds: isEmpty ? nil : Int(latencies.valueAtPercentile(50)),
            p99Milliseconds: isEmpty ? nil : Int(latencies.valueAtPercentile(99))
        )
    }

    mutating func openWindow(at now: ContinuousClock.Instant) {
        windowStart = now
        window = StoredTotals()
        latencies = Self.emptyLatencies()
    }

    private static func emptyLatencies() -> Histogram<UInt32> {
        Histogram(
            lowestDiscernibleValue: 1,
            highestTrackableValue: maxLatency,
            numberOfSignificantValueDigits: .two
        )
    }
}
