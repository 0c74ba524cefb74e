/// A task that sleeps on a thread.
struct Sleeper {
    typealias ID = UInt64

    let id: ID
    let deadline: ContinuousClock.Instant
    let continuation: CheckedContinuation<Void, any Error>
}

/// Who sleeps on a thread, few at a time.
struct Sleepers {
    private var waiting: [Sleeper] = []
    private(set) var earliest: ContinuousClock.Instant?

    mutating func add(_ sleeper: Sleeper) {
        waiting.append(sleeper)
        earliest = min(earliest ?? sleeper.deadline, sleeper.deadline)
    }

    /// Takes the sleeper out; nil where it is not there, or was woken before.
    mutating func take(_ id: Sleeper.ID) -> Sleeper? {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return nil }
        defer { earliest = waiting.map(\.deadline).min() }
        return waiting.remove(at: index)
    }

    /// Takes out all whose time has come.
    mutating func takeDue(at now: @autoclosure () -> ContinuousClock.Instant) -> [Sleeper] {
        // Most threads have no sleeper: they need not know the time.
        guard let earliest else { return [] }
        let now = now()
        guard earliest <= now else { return [] }
        let due = waiting.filter { $0.deadline <= now }
        waiting.removeAll { $0.deadline <= now }
        self.earliest = waiting.map(\.deadline).min()
        return due
    }
}
