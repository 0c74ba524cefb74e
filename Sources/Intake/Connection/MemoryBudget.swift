import Synchronization

/// Bytes of request bodies that may be in memory at once, over all connections; reserved before they are allocated.
package final class MemoryBudget: Sendable {
    package let limit: Int
    private let reserved = Atomic<Int>(0)

    package init(limit: Int) {
        self.limit = limit
    }

    /// Bytes that are reserved now.
    package var inUse: Int { reserved.load(ordering: .relaxed) }

    /// Takes `bytes` out of the budget; false, and nothing taken, where they do not fit.
    package func reserve(_ bytes: Int) -> Bool {
        let (_, total) = reserved.wrappingAdd(bytes, ordering: .relaxed)
        if total <= limit { return true }
        release(bytes)
        return false
    }

    package func release(_ bytes: Int) {
        reserved.wrappingSubtract(bytes, ordering: .relaxed)
    }
}
