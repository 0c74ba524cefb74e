package import RouterCore
import Synchronization

/// The ledger as intake feeds it. An event without `terra-reference` never takes the lock.
package final class LargeRequestTracker: Sendable {
    private struct State {
        var ledger: LargeRequestLedger
        var changes: [LargeRequestChange] = []
        var isDirty = false

        mutating func keep(_ more: [LargeRequestChange]) {
            changes.append(contentsOf: more.prefix(max(0, maxChanges - changes.count)))
        }
    }

    /// Lines of log that wait; more are dropped, the counts stay right.
    private static let maxChanges = 4096

    private let state: Mutex<State>

    package init(_ ledger: LargeRequestLedger = LargeRequestLedger()) {
        state = Mutex(State(ledger: ledger))
    }

    /// Takes in what was just made durable. `results` are those of `events`, in their order.
    package func accepted(_ events: [Event], _ results: [AppendResult]) {
        for (event, result) in zip(events, results) {
            guard event.reference != nil || Self.isAnnouncement(event.type) else { continue }
            guard case .accepted(let sequence) = result else { continue }
            note(event, sequence: sequence)
        }
    }

    private static func isAnnouncement(_ type: String) -> Bool {
        type.utf8.count > 20 && type.hasPrefix("large_request_")
    }

    /// As `accepted`, for an event that was read from the journal.
    package func note(_ event: Event, sequence: UInt64) {
        guard let notice = LargeRequestNotice(event) else { return }
        state.withLock { state in
            guard let changes = state.ledger.note(notice, sequence: sequence, at: event.receivedAt) else { return }
            state.keep(changes)
            state.isDirty = true
        }
    }

    /// What happened since the last call, with what `now` (unix milliseconds) brings.
    package func takeChanges(now: Int64) -> [LargeRequestChange] {
        state.withLock { state in
            let late = state.ledger.tick(now: now)
            if !late.isEmpty { state.isDirty = true }
            state.keep(late)
            defer { state.changes = [] }
            return state.changes
        }
    }

    /// The ledger to be written down, with everything below `position` counted; nil where nothing is new but the
    /// position, unless `always`.
    package func snapshot(position: UInt64, always: Bool) -> LargeRequestLedger? {
        state.withLock { state in
            state.ledger.advance(to: position)
            guard state.isDirty || always else { return nil }
            state.isDirty = false
            return state.ledger
        }
    }

    /// Has the next snapshot written although nothing changes: the one before could not be.
    package func markDirty() {
        state.withLock { $0.isDirty = true }
    }

    /// Starts over at the end of a journal that is not the one that was counted.
    package func restart(at position: UInt64) {
        state.withLock { $0.ledger.restart(at: position) }
    }

    /// Up to where the journal has been counted.
    package var position: UInt64 { state.withLock { $0.ledger.position } }

    /// Every request that is remembered, the oldest first.
    package var all: [LargeRequest] { state.withLock { $0.ledger.all } }
}
