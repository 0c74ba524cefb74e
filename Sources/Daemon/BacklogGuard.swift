import Journal
import RouterCore
import Synchronization

/// The journal as intake sees it: refuses events for a destination whose backlog is over its `backlog.max_size`.
///
/// `BacklogService` looks at the backlogs once a second, so a limit can be exceeded by what comes in within a second.
final class BacklogGuard: EventJournal {
    private let journal: Journal
    private let full = Atomic<UInt64>(0)

    init(journal: Journal) {
        self.journal = journal
    }

    /// Says which destinations take nothing more for now.
    func refuse(_ destinations: DestinationSet) {
        full.store(destinations.rawValue, ordering: .relaxed)
    }

    func append(_ events: [Event], completion: AppendCompletion) {
        let full = DestinationSet(rawValue: full.load(ordering: .relaxed))
        if !full.isEmpty {
            for event in events where !event.destinations.isDisjoint(with: full) {
                let index = event.destinations.intersection(full).rawValue.trailingZeroBitCount
                completion(.failure(.backlogFull(destination: journal.destinations[index])))
                return
            }
        }
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
        journal.release(destination, upTo: position)
    }

    func observe(_ name: String, _ body: @escaping @Sendable (UInt64) -> Void) {
        journal.observe(name, body)
    }
}
