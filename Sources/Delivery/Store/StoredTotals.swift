/// What a courier has done over the life of its file.
package struct StoredTotals: Sendable, Hashable {
    package var delivered = 0
    /// Attempts that were to be made again.
    package var retried = 0
    package var dead = 0
    /// Events that were not sent because newer versions of the same had come.
    package var superseded = 0
    /// Events that were given up because the backlog was over its size.
    package var dropped = 0
    /// Events that held nothing for the destination's format.
    package var skipped = 0

    package init(
        delivered: Int = 0,
        retried: Int = 0,
        dead: Int = 0,
        superseded: Int = 0,
        dropped: Int = 0,
        skipped: Int = 0
    ) {
        self.delivered = delivered
        self.retried = retried
        self.dead = dead
        self.superseded = superseded
        self.dropped = dropped
        self.skipped = skipped
    }
}

extension StoredTotals {
    mutating func add(_ other: StoredTotals) {
        delivered += other.delivered
        retried += other.retried
        dead += other.dead
        superseded += other.superseded
        dropped += other.dropped
        skipped += other.skipped
    }
}
