import Synchronization

/// A count that several tasks change.
final class SharedCount: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .relaxed) }

    func add(_ change: Int) {
        count.wrappingAdd(change, ordering: .relaxed)
    }
}
