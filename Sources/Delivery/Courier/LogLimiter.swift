/// Lets so many lines of a kind pass in a minute and counts the others.
struct LogLimiter {
    private let maxLines: Int
    private var lines = 0
    private var suppressed = 0
    private var minuteEnds: ContinuousClock.Instant?

    init(maxLines: Int) {
        self.maxLines = maxLines
    }

    /// True if this line may be written.
    mutating func allows(at now: ContinuousClock.Instant) -> Bool {
        if minuteEnds == nil { minuteEnds = now.advanced(by: .seconds(60)) }
        if lines < maxLines {
            lines += 1
            return true
        }
        suppressed += 1
        return false
    }

    /// Once a minute is over: how many lines were not written in it, if any.
    mutating func takeSuppressed(at now: ContinuousClock.Instant) -> Int? {
        guard let minuteEnds, minuteEnds <= now else { return nil }
        defer { self = LogLimiter(maxLines: maxLines) }
        return suppressed > 0 ? suppressed : nil
    }
}
