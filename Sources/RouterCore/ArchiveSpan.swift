/// Where a stretch of time lies in a journal.
package struct ArchiveSpan: Sendable, Hashable {
    /// All that was received in that time is among these; others may be too.
    package let sequences: Range<UInt64>
    /// When the oldest event that is still there was received, unix milliseconds; nil where there is none.
    package let reachesBackTo: Int64?
    /// Whether older ones were there once.
    package let hasLost: Bool

    package init(sequences: Range<UInt64>, reachesBackTo: Int64?, hasLost: Bool) {
        self.sequences = sequences
        self.reachesBackTo = reachesBackTo
        self.hasLost = hasLost
    }
}
