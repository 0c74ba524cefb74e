import Synchronization

/// Hands outcomes from the couriers to those who watch. Costs one look at a number where nobody does.
package final class OutcomeFeed: Sendable {
    /// Those who may watch at a time.
    package static let maxWatchers = 8

    private let count = Atomic<Int>(0)
    private let watchers = Mutex<[OutcomeWatcher]>([])

    package init() {}

    /// Whether anybody watches.
    package var isWatched: Bool { count.load(ordering: .relaxed) > 0 }

    /// Lets somebody watch one destination, or all (nil); nil where too many watch already.
    package func watch(_ destination: String?) -> OutcomeWatcher? {
        watchers.withLock { watchers in
            guard watchers.count < Self.maxWatchers else { return nil }
            let watcher = OutcomeWatcher(destination: destination) { [weak self] in self?.remove($0) }
            watchers.append(watcher)
            count.store(watchers.count, ordering: .relaxed)
            return watcher
        }
    }

    /// Tells those who watch the destination.
    func publish(_ lines: [OutcomeLine], of destination: String) {
        for watcher in watchers.withLock({ $0 }) where watcher.destination ?? destination == destination {
            watcher.take(lines)
        }
    }

    private func remove(_ watcher: OutcomeWatcher) {
        watchers.withLock { watchers in
            watchers.removeAll { $0 === watcher }
            count.store(watchers.count, ordering: .relaxed)
        }
    }
}
