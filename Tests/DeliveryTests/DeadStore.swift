import RouterCore
import Synchronization

/// A store that takes nothing until it is revived, and then what it is given: the newest version of each user's.
final class DeadStore: Sendable {
    private struct State {
        var isAlive = false
        var refused: Set<String> = []
        var taken: [Event] = []
    }

    private let state = Mutex(State())

    /// What it took, in that order.
    var taken: [Event] { state.withLock(\.taken) }

    func revive() {
        state.withLock { $0.isAlive = true }
    }

    /// Puts off events of these identities, one by one, for as long as it lives.
    func refuse(_ ids: Set<String>) {
        state.withLock { $0.refused = ids }
    }

    func answer(_ batch: Batch) -> Outcomes {
        state.withLock { state in
            guard state.isAlive else { return .all(.retry(after: nil, reason: "connection refused")) }
            return .each(
                batch.events.map { event in
                    if state.refused.contains(event.id) { return .retry(after: .seconds(3600), reason: "not now") }
                    state.taken.append(event)
                    return .delivered
                }
            )
        }
    }
}
