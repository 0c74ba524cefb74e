/// What came of one seed.
package struct Report: Sendable {
    package let seed: UInt64
    /// Empty where everything was as it must be.
    package let violations: [String]
    /// Of all that happened: two runs of one seed have the same.
    package let hash: UInt64
    /// Events that the journal took.
    package let events: Int
    /// How often the process was started.
    package let lives: Int
    /// Calls to destinations.
    package let calls: Int
    package let jobs: Int
    /// How long it took, in the simulation's own time.
    package let time: Duration
}
