/// The events that a destination is handed at once, in the order of the journal but for retries.
package struct Batch: Sendable {
    /// In the order in which outcomes are to be given.
    package let events: Events
    /// The sum of the payloads' sizes in bytes.
    package let byteCount: Int

    /// A batch of events that nobody holds by reference yet.
    package init(_ events: [Event]) {
        self.init(referring: events.map(EventReference.init))
    }

    /// A batch of events that are held elsewhere too.
    package init(referring references: [EventReference]) {
        events = Events(references: references)
        byteCount = references.reduce(0) { $0 + $1.event.payload.count }
    }

    /// Events that are looked at where they are: a part of one is had without a copy of the whole.
    package struct Events: RandomAccessCollection, Sendable {
        fileprivate let references: [EventReference]

        package var startIndex: Int { 0 }
        package var endIndex: Int { references.count }

        package subscript(position: Int) -> Event {
            _read { yield references[position].event }
        }

        /// The event at `position` where it is held: its parts are had one by one.
        package func reference(at position: Int) -> EventReference { references[position] }
    }
}
