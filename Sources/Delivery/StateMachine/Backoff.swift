/// Exponential backoff with full jitter: any time between now and a ceiling that doubles with each failure, so that
/// those who failed together do not come back together.
package struct Backoff: Sendable {
    private let initial: Duration
    private let max: Duration
    private let maxRetryAfter: Duration

    /// `maxRetryAfter` bounds what a destination may ask for with its own delay.
    package init(initial: Duration, max: Duration, maxRetryAfter: Duration) {
        self.initial = initial
        self.max = max
        self.maxRetryAfter = maxRetryAfter
    }

    /// The longest delay after that many failures in a row (from 1): `min(max, initial · 2^(failures - 1))`.
    package func ceiling(failures: Int) -> Duration {
        var ceiling = min(initial, max)
        for _ in 1..<Swift.max(failures, 1) {
            if ceiling >= max { return max }
            ceiling = min(ceiling * 2, max)
        }
        return ceiling
    }

    /// A random delay up to the ceiling, but at least what the destination asked for.
    package func delay(
        failures: Int,
        retryAfter: Duration?,
        using generator: inout some RandomNumberGenerator
    ) -> Duration {
        let jittered = ceiling(failures: failures) * Double.random(in: 0...1, using: &generator)
        guard let retryAfter else { return jittered }
        return Swift.max(jittered, min(retryAfter, maxRetryAfter))
    }
}
