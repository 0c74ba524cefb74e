import RouterCore
import Synchronization

/// An archive over a journal, in which one event lies on a block that cannot be read: a reader fails so often, and then
/// leaves it out. Each reader counts for itself, as those of the real journal do.
final class BadBlockArchive: EventArchive {
    private let journal: ForgetfulJournal
    private let bad: UInt64
    private let failures: Int
    /// What it was asked to keep.
    let held = Mutex<[String: Range<UInt64>]>([:])

    init(_ journal: ForgetfulJournal, bad: UInt64, failures: Int) {
        self.journal = journal
        self.bad = bad
        self.failures = failures
    }

    var oldest: UInt64 { 1 }

    func span(from: Int64, to: Int64) -> ArchiveSpan {
        ArchiveSpan(sequences: 1..<journal.end, reachesBackTo: nil, hasLost: false)
    }

    func archiveReader(from position: UInt64, received: Range<Int64>) -> any JournalReader {
        let reader = journal.archiveReader(from: position)
        return Reader(reader: reader, bad: bad, failuresLeft: failures)
    }

    func hold(_ sequences: Range<UInt64>?, for holder: String) {
        held.withLock { $0[holder] = sequences }
    }

    private final class Reader: JournalReader {
        let reader: any JournalReader
        let bad: UInt64
        var failuresLeft: Int

        init(reader: any JournalReader, bad: UInt64, failuresLeft: Int) {
            self.reader = reader
            self.bad = bad
            self.failuresLeft = failuresLeft
        }

        var position: UInt64 { reader.position }

        func next(maxEvents: Int, maxBytes: Int) throws(JournalFailure) -> [Event] {
            if position == bad {
                failuresLeft -= 1
                if failuresLeft >= 0 { throw .failed(reason: "a block cannot be read") }
                reader.seek(to: bad + 1)
            }
            let start = position
            let events = try reader.next(maxEvents: maxEvents, maxBytes: maxBytes)
            guard let index = events.firstIndex(where: { $0.sequence == bad }), start < bad else { return events }
            reader.seek(to: bad)
            return Array(events[..<index])
        }

        func seek(to position: UInt64) { reader.seek(to: position) }
    }
}
