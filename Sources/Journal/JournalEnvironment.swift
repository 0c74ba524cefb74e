/// What the journal's core takes from the world besides files; a test gives it values that repeat.
package struct JournalEnvironment: Sendable {
    /// Unix time in milliseconds.
    package var now: @Sendable () -> Int64
    /// Random numbers: salts of segments, and the order of the deduplication table.
    package var random: @Sendable () -> UInt64
    /// What delays between repairs, and between rounds of maintenance, run by.
    package var instant: @Sendable () -> ContinuousClock.Instant = { .now }

    package init(now: @escaping @Sendable () -> Int64, random: @escaping @Sendable () -> UInt64) {
        self.now = now
        self.random = random
    }
}
