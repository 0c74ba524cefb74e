/// Figures of a journal: those of events count from when it was opened.
package struct JournalStatistics: Sendable {
    package var segments = 0
    /// Of all segments, on disk.
    package var bytes = 0
    /// The oldest sequence that is still there, and the one that comes next.
    package var oldest: UInt64 = 1
    package var end: UInt64 = 1
    /// Events accepted.
    package var appended = 0
    /// Events that were known already.
    package var duplicates = 0
    /// Records found damaged.
    package var damaged = 0
    /// How often a reader asked for events older than the oldest.
    package var skips = 0
    /// Commits: one write and one sync each.
    package var commits = 0
    /// How long the sync of a commit takes.
    package var syncP50 = Duration.zero
    package var syncP99 = Duration.zero
}
