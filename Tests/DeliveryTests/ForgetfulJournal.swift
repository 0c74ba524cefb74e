import RouterCore
import Synchronization
import TestSupport

/// A journal that really forgets what was released, and what a test has damaged.
final class ForgetfulJournal: EventJournal {
    private let journal: MemoryJournal
    private let destination: String
    private let damaged = Mutex<Set<UInt64>>([])
    /// What it says that the disk has for copies.
    let room = Mutex<@Sendable () -> Int>({ .max })

    /// What it says of whether a release frees something.
    let frees = Atomic(true)

    init(destination: String) {
        self.destination = destination
        journal = MemoryJournal(destinations: [destination])
    }

    func damage(_ sequence: UInt64) {
        _ = damaged.withLock { $0.insert(sequence) }
    }

    func released(_ destination: String) -> UInt64 {
        journal.released[destination] ?? 1
    }

    func isReadable(_ event: Event, for destination: String) -> Bool {
        event.sequence >= released(destination) && !damaged.withLock { $0.contains(event.sequence) }
    }

    var end: UInt64 { journal.end }

    func append(_ events: [Event], completion: AppendCompletion) {
        journal.append(events, completion: completion)
    }

    func reader(for destination: String, from position: UInt64) -> any JournalReader {
        Reader(journal: self, reader: journal.reader(for: destination, from: position), destination: destination)
    }

    /// Reads what was released too, as an archive does.
    func archiveReader(from position: UInt64) -> any JournalReader {
        journal.reader(for: destination, from: position)
    }

    func pending(for destination: String, from position: UInt64) throws(JournalFailure) -> PendingEvents {
        try journal.pending(for: destination, from: position)
    }

    func release(_ destination: String, upTo position: UInt64) {
        journal.release(destination, upTo: position)
    }

    func frees(_ destination: String, upTo position: UInt64) -> Bool { frees.load(ordering: .relaxed) }

    func roomForCopies() -> Int { room.withLock { $0 }() }

    func observe(_ name: String, _ body: @escaping @Sendable (UInt64) -> Void) {
        journal.observe(name, body)
    }

    private final class Reader: JournalReader {
        let journal: ForgetfulJournal
        let reader: any JournalReader
        let destination: String

        init(journal: ForgetfulJournal, reader: any JournalReader, destination: String) {
            self.journal = journal
            self.reader = reader
            self.destination = destination
        }

        var position: UInt64 { reader.position }

        func next(maxEvents: Int, maxBytes: Int) throws(JournalFailure) -> [Event] {
            while true {
                let events = try reader.next(maxEvents: maxEvents, maxBytes: maxBytes)
                let readable = events.filter { journal.isReadable($0, for: destination) }
                if events.isEmpty || !readable.isEmpty { return readable }
            }
        }

        func seek(to position: UInt64) {
            reader.seek(to: position)
        }
    }
}
