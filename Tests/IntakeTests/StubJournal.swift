import RouterCore
import Synchronization

/// An `EventJournal` in memory that knows redeliveries, can fail, and can take its time.
final class StubJournal: EventJournal {
    private struct State {
        var events: [Event] = []
        var ids: Set<String> = []
        var failure: JournalFailure?
        var isHeld = false
        var held: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    var events: [Event] { state.withLock { $0.events } }

    /// How many appends wait since `hold`.
    var heldAppends: Int { state.withLock { $0.held.count } }

    func fail(with failure: JournalFailure?) {
        state.withLock { $0.failure = failure }
    }

    /// Lets appends wait until `resume`.
    func hold() {
        state.withLock { $0.isHeld = true }
    }

    func resume() {
        let held = state.withLock { state in
            defer { state.held = [] }
            state.isHeld = false
            return state.held
        }
        for append in held { append() }
    }

    func append(_ events: [Event], completion: AppendCompletion) {
        let append: @Sendable () -> Void = { completion(self.keep(events)) }
        let isHeld = state.withLock { state in
            if state.isHeld { state.held.append(append) }
            return state.isHeld
        }
        if !isHeld { append() }
    }

    private func keep(_ events: [Event]) -> Result<[AppendResult], JournalFailure> {
        state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            return .success(
                events.map { event in
                    guard state.ids.insert(event.id).inserted else { return .duplicate }
                    state.events.append(event)
                    return .accepted(sequence: UInt64(state.events.count))
                }
            )
        }
    }

    var end: UInt64 { UInt64(events.count) + 1 }

    func reader(for destination: String, from position: UInt64) -> any JournalReader {
        MemorylessReader(position: position)
    }

    func pending(for destination: String, from position: UInt64) throws(JournalFailure) -> PendingEvents {
        PendingEvents()
    }

    func release(_ destination: String, upTo position: UInt64) {}

    func observe(_ name: String, _ body: @escaping @Sendable (UInt64) -> Void) {}

    /// Intake never reads.
    private final class MemorylessReader: JournalReader {
        private(set) var position: UInt64

        init(position: UInt64) {
            self.position = position
        }

        func next(maxEvents: Int, maxBytes: Int) throws(JournalFailure) -> [Event] { [] }

        func seek(to position: UInt64) {
            self.position = position
        }
    }
}
