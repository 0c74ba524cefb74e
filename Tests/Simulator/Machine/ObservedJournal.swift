import Journal
import RouterCore

/// The journal as intake sees it, with a witness beside it. Destinations whose backlog is over its size take nothing
/// more where their rule says so.
final class ObservedJournal: EventJournal {
    private let machine: Machine

    init(_ machine: Machine) {
        self.machine = machine
    }

    func append(_ events: [Event], completion: AppendCompletion) {
        guard machine.scheduler.isCurrent else { return machine.scheduler.noteEscape() }
        if let full = machine.world.fullSite(among: events) {
            return completion(.failure(.backlogFull(destination: full)))
        }
        let witnessed = AppendCompletion { [machine] result in
            if !machine.hasEnded { machine.world.appended(events, result) }
            completion(result)
        }
        machine.journal.append(events, completion: witnessed)
    }

    var end: UInt64 { machine.journal.end }

    func reader(for destination: String, from position: UInt64) -> any JournalReader {
        machine.journal.reader(for: destination, from: position)
    }

    func pending(for destination: String, from position: UInt64) throws(JournalFailure) -> PendingEvents {
        try machine.journal.pending(for: destination, from: position)
    }

    func release(_ destination: String, upTo position: UInt64) {
        machine.journal.release(destination, upTo: position)
    }

    func observe(_ name: String, _ body: @escaping @Sendable (UInt64) -> Void) {
        machine.journal.observe(name, body)
    }
}
