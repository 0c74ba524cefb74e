internal import RouterCore

/// One document as it is to lie in a collection, under the `_id` that Terra's own destination uses.
struct StoredDocument {
    /// What an existing document under the same `_id` means.
    enum Guard: Equatable {
        /// It is another version: the newer one stays.
        case ordering(Int64)
        /// The record has no key of its own, so nothing may overwrite anything: an event of another identity stays, and
        /// this one goes under an `_id` that names its own.
        case identity(String)
    }

    let collection: String
    let guarded: Guard
    /// The `_id` as a BSON value.
    let id: DocumentID
    let record: Record
    let event: Event
    /// The positions in the batch of the events that are settled with it: its own, and those it supersedes.
    private(set) var events: [Int]
    private(set) var ordering: Int64

    init(_ record: Record, of event: Event, at position: Int, key: DayKey) {
        self.record = record
        self.event = event
        events = [position]
        ordering = event.ordering
        collection = record.isData ? record.key.type : "user_events"
        id = DocumentID(record, of: event, key: key)
        let isIdentity = record.key.value == event.id || record.key.value.hasPrefix("\(event.id)#")
        guarded = isIdentity ? .identity(record.key.value) : .ordering(event.ordering)
    }

    /// Whether another document under the same `_id` is another version of it.
    var hasVersions: Bool {
        if case .ordering = guarded { true } else { false }
    }

    /// This document, also in place of an older one of the same batch.
    func superseding(_ older: StoredDocument) -> StoredDocument {
        var newer = self
        newer.events = older.events + events.filter { !older.events.contains($0) }
        return newer
    }

    /// The older one of two, which is settled with the newer.
    mutating func settle(_ other: StoredDocument) {
        events += other.events.filter { !events.contains($0) }
    }
}
