extension SegmentLog {
    /// Gives back what nobody needs of one segment that is otherwise needed. Returns whether there may be more.
    package func compactNext() -> Bool {
        Compaction(journal: journal).compactNext(now: environment.now())
    }
}
