/// What a courier is to do next.
package enum CourierAction<Instant: InstantProtocol<Duration>>: Sendable {
    /// Call `prepare()`.
    case prepare
    /// Read from the journal.
    case read(maxEvents: Int, maxBytes: Int)
    /// Move dead letters that a person wants sent again into the retry queue, with ids from `firstID` upwards.
    case takeRequested(maxEvents: Int, firstID: Int64)
    /// Move the next events of a replay into the retry queue, with ids from `firstID` upwards.
    case takeReplay(maxEvents: Int, maxBytes: Int, firstID: Int64)
    /// Hand a batch to the destination; where it comes from the retry queue, its events are to be read first.
    case send(Flight<Instant>)
    /// Write down what became of events.
    case settle(Settlement<Instant>)
    /// Nothing to do until then or until something is reported; the journal's growth counts only if `forJournal`.
    case wait(until: Instant?, forJournal: Bool)
    /// It was stopped, and nothing is in flight.
    case finished
}
