import RouterCore
import Synchronization

/// An `EventJournal` in memory, for tests of what reads one. Nothing survives it, nothing is ever released.
package final class MemoryJournal: EventJournal {
    private struct State {
        var events: [Event] = []
        var observers: [String: @Sendable (UInt64) -> Void] = [:]
        var released: [String: UInt64] = [:]
    }

    private let destinations: [String]
    private let state = Mutex(State())

    /// `destinations`: the names that the bits of an event's `destinations` stand for.
    package init(destinations: [String]) {
        precondition(destinations.count <= DestinationSet.capacity)
        self.destinations = destinations
    }

    package var end: UInt64 {
        state.withLock { UInt64($0.events.count) + 1 }
    }

    /// How far each destination has released.
    package var released: [String: UInt64] {
        state.withLock { $0.released }
    }

    package func append(_ events: [Event], completion: AppendCompletion) {
        let (results, observers, end) = state.withLock { state in
            let results = events.map { event in
                var event = event
                event.sequence = UInt64(state.events.count) + 1
                state.events.append(event)
                return AppendResult.accepted(sequence: event.sequence)
            }
            return (results, Array(state.observers.values), UInt64(state.events.count) + 1)
        }
        for observer in observers { observer(end) }
        completion(.success(results))
    }

    package func reader(for destination: String, from position: UInt64) -> any JournalReader {
        MemoryJournalReader(journal: self, wanted: set(for: destination), position: max(position, 1))
    }

    package func pending(for destination: String, from position: UInt64) throws(JournalFailure) -> PendingEvents {
        let wanted = set(for: destination)
        return state.withLock { state in
            let waiting = state.events.dropFirst(Int(max(position, 1)) - 1).filter { $0.destinations.contains(wanted) }
            return PendingEvents(
                events: waiting.count,
                bytes: waiting.reduce(0) { $0 + $1.payload.count },
                oldestReceivedAt: waiting.map(\.receivedAt).min()
            )
        }
    }

    package func release(_ destination: String, upTo position: UInt64) {
        state.withLock { $0.released[destination] = position }
    }

    package func observe(_ name: String, _ body: @escaping @Sendable (UInt64) -> Void) {
        state.withLock { $0.observers[name] = body }
    }

    func event(at sequence: UInt64) -> Event? {
        state.withLock { sequence <= UInt64($0.events.count) ? $0.events[Int(sequence) - 1] : nil }
    }

    private func set(for destination: String) -> DestinationSet {
        guard let index = destinations.firstIndex(of: destination) else { return [] }
        return DestinationSet(index: index)
    }
}
