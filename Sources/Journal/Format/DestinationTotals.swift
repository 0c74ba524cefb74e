/// What a segment holds for one destination.
struct DestinationTotals: Hashable {
    var events = 0
    /// Payload bytes.
    var bytes = 0
    /// Events that compaction has dropped: they count for nothing but the sequences.
    var dropped = 0
    /// The sequences of the first and the last of the events; 0 where there never were any.
    var firstSequence: UInt64 = 0
    var lastSequence: UInt64 = 0
    /// The earliest receive time.
    var oldestReceivedAt = Int64.max

    mutating func add(_ entry: IndexEntry) {
        if lastSequence == 0 { firstSequence = entry.sequence }
        lastSequence = entry.sequence
        guard !entry.isDropped else {
            dropped += 1
            return
        }
        events += 1
        bytes += entry.payloadSize
        oldestReceivedAt = min(oldestReceivedAt, entry.receivedAt)
    }
}
