package import RouterCore

/// A stretch of the journal that is sent to one destination again, and how far that is. It outlives the process: it
/// stands in the destination's file.
package struct Replay: Sendable, Hashable {
    /// Unique in its destination, never used twice.
    package let id: Int64
    /// Events received in this time are sent, unix milliseconds.
    package let received: Range<Int64>
    /// Of those, only events with data of these days; nil: all.
    package let days: DaySpan?
    /// Where they lie in the journal.
    package let sequences: Range<UInt64>
    /// Everything below it is in the retry queue, or was settled from there.
    package var position: UInt64
    /// Events that were put into the retry queue.
    package var taken = 0
    package var delivered = 0
    package var dead = 0
    /// Sequences that the journal deleted before they were read.
    package var missing = 0
    /// Unix milliseconds; nil while it is under way.
    package var finishedAt: Int64?
    package var wasCancelled = false

    /// Nothing is left to be read; what was read may still wait.
    package var isRead: Bool { position >= sequences.upperBound }
    /// Of the sequences, from 0 to 1.
    package var share: Double {
        sequences.isEmpty
            ? 1 : Double(min(position, sequences.upperBound) - sequences.lowerBound) / Double(sequences.count)
    }
}
