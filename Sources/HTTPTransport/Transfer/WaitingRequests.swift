import DequeModule

/// Requests that wait for room, in the order in which they came, each until its deadline.
package struct WaitingRequests<Request> {
    package typealias Instant = ContinuousClock.Instant

    private struct Entry {
        let id: UInt64
        let deadline: Instant
        let request: Request
    }

    private var entries: Deque<Entry> = []
    /// No deadline is earlier, and there is none while nothing waits: whoever sleeps until then would not sleep any more.
    package private(set) var earliestDeadline: Instant?

    package init() {}

    package var isEmpty: Bool { entries.isEmpty }

    package mutating func append(_ request: Request, id: UInt64, deadline: Instant) {
        entries.append(Entry(id: id, deadline: deadline, request: request))
        earliestDeadline = min(earliestDeadline ?? deadline, deadline)
    }

    /// Takes out the one that has waited longest.
    package mutating func popFirst() -> Request? {
        defer { forgetDeadlineIfEmpty() }
        return entries.popFirst()?.request
    }

    /// Takes out the one of that number; nil where it does not wait.
    package mutating func remove(id: UInt64) -> Request? {
        defer { forgetDeadlineIfEmpty() }
        return entries.firstIndex { $0.id == id }.map { entries.remove(at: $0).request }
    }

    /// Takes out all whose deadline has come.
    package mutating func removeExpired(at now: Instant) -> [Request] {
        guard let earliestDeadline, earliestDeadline <= now else { return [] }
        let expired = entries.filter { $0.deadline <= now }.map(\.request)
        entries.removeAll { $0.deadline <= now }
        self.earliestDeadline = entries.lazy.map(\.deadline).min()
        return expired
    }

    private mutating func forgetDeadlineIfEmpty() {
        if entries.isEmpty { earliestDeadline = nil }
    }
}
