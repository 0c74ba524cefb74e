/// Keeps one user's requests inside Terra's budget of days an hour, and waits as long as Terra says. Pure: time is
/// passed in, in milliseconds of a clock that never goes back.
package struct RequestPacer: Sendable, Hashable {
    private struct Spending: Sendable, Hashable {
        let at: Int64
        let days: Int
    }

    private static let hour: Int64 = 3_600_000

    private let daysPerHour: Int
    /// The oldest first.
    private var spendings: [Spending] = []
    private var pausedUntil: Int64 = .min

    package init(daysPerHour: Int = BackfillJob.daysPerHour) {
        self.daysPerHour = daysPerHour
    }

    /// When a request for so many days may be sent; at or before `now`: at once.
    package func readyAt(days: Int, now: Int64) -> Int64 {
        var over = spendings.reduce(days) { $0 + ($1.at + Self.hour > now ? $1.days : 0) } - daysPerHour
        var time = max(now, pausedUntil)
        for spending in spendings where over > 0 && spending.at + Self.hour > now {
            time = max(time, spending.at + Self.hour)
            over -= spending.days
        }
        return time
    }

    /// A request for so many days is sent now.
    package mutating func spend(days: Int, now: Int64) {
        spendings.removeAll { $0.at + Self.hour <= now }
        spendings.append(Spending(at: now, days: days))
    }

    /// What the answer's headers say: so many days are left until the budget is renewed in so many milliseconds.
    package mutating func learn(remaining: Int, resetAfter: Int64, nextDays: Int, now: Int64) {
        if remaining < nextDays { pause(until: now + resetAfter) }
    }

    /// Sends nothing before `time`.
    package mutating func pause(until time: Int64) {
        pausedUntil = max(pausedUntil, time)
    }
}
