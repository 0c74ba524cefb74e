import Synchronization

/// Who is told of every commit, by name.
final class CommitObservers: Sendable {
    private let observers = Mutex<[String: @Sendable (UInt64) -> Void]>([:])

    func set(_ name: String, _ body: @escaping @Sendable (UInt64) -> Void) {
        observers.withLock { $0[name] = body }
    }

    /// Calls the observers, outside the lock.
    func notify(_ end: UInt64) {
        for body in observers.withLock({ Array($0.values) }) { body(end) }
    }
}
