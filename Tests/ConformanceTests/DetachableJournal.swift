import RouterCore
import Synchronization

/// The journal as one courier sees it, until the courier is killed: what it says after that reaches nobody, as what a
/// killed process would have said.
final class DetachableJournal: EventJournal {
    private let journal: any EventJournal
    private let isDetached = Mutex(false)

    init(_ journal: any EventJournal) { self.journal = journal }

    func detach() { isDetached.withLock { $0 = true } }

    func append(_ events: [Event], completion: AppendCompletion) {
        journal.append(events, completion: completion)
    }

    var end: UInt64 { journal.end }

    func reader(for destination: String, from position: UInt64) -> any JournalReader {
        journal.reader(for: destination, from: position)
    }

    func pending(for destination: String, from position: UInt64) throws(JournalFailure) -> PendingEvents {
        try journal.pending(for: destination, from: position)
    }

    func release(_ destination: String, upTo position: UInt64) {
        if !isDetached.withLock({ $0 }) { journal.release(destination, upTo: position) }
    }

    func observe(_ name: String, _ body: @escaping @Sendable (UInt64) -> Void) {
        if !isDetached.withLock({ $0 }) { journal.observe(name, body) }
    }
}
