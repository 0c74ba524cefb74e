/// A ceiling in events a second. It holds a tenth of a second's worth, so that in no second more than a tenth over the
/// rate is sent, and batches are as large as that allows instead of one event a request.
package struct TokenBucket<Instant: InstantProtocol<Duration>>: Sendable {
    private let rate: Double
    private let capacity: Double
    private var tokens: Double
    private var refilledAt: Instant

    /// `rate` is in events a second and must be above 0.
    package init(rate: Double, at now: Instant) {
        precondition(rate > 0, "a rate must be above 0")
        self.rate = rate
        capacity = max(1, rate / 10)
        tokens = capacity
        refilledAt = now
    }

    /// How many of `wanted` events may go now; 0 until a batch that is worth sending may.
    package mutating func available(_ wanted: Int, at now: Instant) -> Int {
        refill(at: now)
        return tokens >= worthwhile(wanted) ? min(wanted, Int(tokens)) : 0
    }

    /// Takes the tokens of `count` events, which `available` has just offered.
    package mutating func take(_ count: Int) {
        tokens -= Double(count)
    }

    /// When `available(wanted)` will be above 0.
    package func readyAt(_ wanted: Int) -> Instant {
        let missing = max(0, worthwhile(wanted) - tokens)
        // A microsecond more, so that rounding cannot leave it a fraction of a token short.
        return refilledAt.advanced(by: .seconds(missing / rate) + .microseconds(1))
    }

    private func worthwhile(_ wanted: Int) -> Double {
        min(Double(wanted), capacity.rounded(.down))
    }

    private mutating func refill(at now: Instant) {
        guard now > refilledAt else { return }
        tokens = min(capacity, tokens + refilledAt.duration(to: now) / .seconds(1) * rate)
        refilledAt = now
    }
}
