/// How far a backfill is.
package struct BackfillCounts: Sendable, Hashable {
    /// Days of users and types: all of them, those that are done (before this run too), and those done by this run.
    package var total = 0
    package var done = 0
    package var doneNow = 0
    /// Days that come through the webhook and are not complete.
    package var awaited = 0
    /// Windows that failed.
    package var failed = 0
    package var accepted = 0
    package var duplicates = 0

    package init() {}

    /// Seconds that the rest will take if it goes on like this; nil where nothing can be said yet.
    package func secondsLeft(elapsed: Int64) -> Int64? {
        guard doneNow > 0, elapsed > 0 else { return nil }
        return Int64((Double(elapsed) / 1000 * Double(max(0, total - done)) / Double(doneNow)).rounded(.up))
    }
}
