/// `X-Terra-RateLimit-*` of an answer (Terra's reference, rate limits).
package struct RateHeaders: Sendable, Hashable {
    /// Days that may still be requested.
    package let remaining: Int
    /// Until the budget is renewed, milliseconds; an hour at most.
    package let resetAfter: Int64

    package init(remaining: Int, resetAfter: Int64) {
        self.remaining = remaining
        self.resetAfter = resetAfter
    }

    /// Nil where one of the two is missing or no number.
    package init?(remaining: String?, resetAfter: String?) {
        guard let remaining = remaining.flatMap(Int.init), let seconds = resetAfter.flatMap(Double.init),
            seconds.isFinite, seconds >= 0
        else { return nil }
        self.init(remaining: max(0, remaining), resetAfter: Int64(min(seconds, 3600) * 1000))
    }
}
