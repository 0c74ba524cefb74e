/// Reads the events of one destination in order. Calls block on disk: they belong on the courier's own thread.
package protocol JournalReader: AnyObject {
    /// The sequence up to which everything has been looked at: the next event returned is at or above it.
    var position: UInt64 { get }

    /// The next events for the destination, within both bounds but at least one if there is one; empty at the end.
    /// Skips records that name other destinations, and damaged ones (set aside, counted and logged by the journal).
    func next(maxEvents: Int, maxBytes: Int) throws(JournalFailure) -> [Event]

    /// The same events, each held once: for who hands them on.
    func nextReferences(maxEvents: Int, maxBytes: Int) throws(JournalFailure) -> [EventReference]

    /// Goes back or forth to `position`.
    func seek(to position: UInt64)

    /// How many events of the destination, superseded by newer ones, were gone from what was read; counts from the last
    /// call on.
    func takeCompactedCount() -> Int
}

extension JournalReader {
    package func nextReferences(maxEvents: Int, maxBytes: Int) throws(JournalFailure) -> [EventReference] {
        try next(maxEvents: maxEvents, maxBytes: maxBytes).map(EventReference.init)
    }

    package func takeCompactedCount() -> Int { 0 }
}
