import RouterCore

/// Reads a `MemoryJournal` for one destination.
final class MemoryJournalReader: JournalReader {
    private let journal: MemoryJournal
    private let wanted: DestinationSet
    private(set) var position: UInt64

    init(journal: MemoryJournal, wanted: DestinationSet, position: UInt64) {
        self.journal = journal
        self.wanted = wanted
        self.position = position
    }

    func next(maxEvents: Int, maxBytes: Int) throws(JournalFailure) -> [Event] {
        var found: [Event] = []
        var bytes = 0
        while found.count < maxEvents, let event = journal.event(at: position) {
            if !wanted.isEmpty, event.destinations.contains(wanted) {
                guard found.isEmpty || bytes + event.payload.count <= maxBytes else { break }
                found.append(event)
                bytes += event.payload.count
            }
            position += 1
        }
        return found
    }

    func seek(to position: UInt64) {
        self.position = max(position, 1)
    }
}
