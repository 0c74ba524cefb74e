/// What a segment holds for one destination.
struct DestinationTotals: Hashable {
    var events = 0
    /// Payload bytes.
    var bytes = 0
    /// The sequences of the first and the last of the events; they mean nothing where there are none.
    var firstSequence: UInt64 = 0
    var lastSequence: UInt64 = 0
    /// The earliest receive time.
    var oldestReceivedAt = Int64.max

    mutating func add(_ entry: IndexEntry) {
        if events == 0 { firstSequence = entry.sequence }
        events += 1
        bytes += entry.payloadSize
        lastSequence = entry.sequence
        oldestReceivedAt = min(oldestReceivedAt, entry.receivedAt)
    }
}
