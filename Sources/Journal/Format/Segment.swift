internal import RouterCore

/// What the journal knows of one segment while it is open: enough to release it, to skip it and to find a record in
/// it, without touching the disk.
struct Segment {
    let header: SegmentHeader
    /// Where the first record begins.
    let dataOffset: Int
    /// Where the last durable record ends.
    private(set) var dataEnd: Int
    /// One more than the last durable sequence.
    private(set) var endSequence: UInt64
    private(set) var entryCount = 0
    /// How many of the entries compaction has dropped.
    private(set) var droppedCount = 0
    private(set) var newestReceivedAt = Int64.min
    /// One for each name of the header.
    private(set) var totals: [DestinationTotals]
    /// Nothing is written to it any more, and its index is on disk.
    var isSealed = false
    /// For how many of its records newer versions have come, for some destination at least: what compaction may find.
    var supersededCount = 0
    /// Compaction is at work on its files.
    var isBeingCompacted = false
    /// What compaction knew when it last found too little to drop: superseded records, destinations that were done, and
    /// whether some records were kept for replay.
    var examined: (supersededCount: Int, finishedCount: Int, wasKept: Bool)?

    init(header: SegmentHeader, dataOffset: Int) {
        self.header = header
        self.dataOffset = dataOffset
        dataEnd = dataOffset
        endSequence = header.firstSequence
        totals = Array(repeating: DestinationTotals(), count: header.destinations.count)
    }

    /// A sealed segment, as its index describes it.
    init(
        header: SegmentHeader,
        dataOffset: Int,
        dataEnd: Int,
        endSequence: UInt64,
        entryCount: Int,
        droppedCount: Int,
        newestReceivedAt: Int64,
        totals: [DestinationTotals]
    ) {
        self.header = header
        self.dataOffset = dataOffset
        self.dataEnd = dataEnd
        self.endSequence = endSequence
        self.entryCount = entryCount
        self.droppedCount = droppedCount
        self.newestReceivedAt = newestReceivedAt
        self.totals = totals
        isSealed = true
    }

    var firstSequence: UInt64 { header.firstSequence }
    var isEmpty: Bool { endSequence == firstSequence }

    /// Counts records that have become durable and moves the ends behind them.
    mutating func add(_ entries: [IndexEntry], dataEnd: Int, endSequence: UInt64) {
        for entry in entries {
            var bits = entry.destinations.rawValue
            while bits != 0 {
                let index = bits.trailingZeroBitCount
                if index < totals.count { totals[index].add(entry) }
                bits &= bits - 1
            }
            newestReceivedAt = max(newestReceivedAt, entry.receivedAt)
            if entry.isDropped { droppedCount += 1 }
        }
        entryCount += entries.count
        self.dataEnd = dataEnd
        self.endSequence = endSequence
    }

    /// For an index whose entries had to be made again, and are fewer for what is damaged.
    mutating func replaceEntryCount(by count: Int) {
        entryCount = count
    }

    /// What the segment holds, or held, for `destination`; nil where its table does not name it, or names it in no
    /// record.
    func totals(for destination: String) -> (index: Int, totals: DestinationTotals)? {
        guard let index = header.destinations.firstIndex(of: destination), totals[index].lastSequence > 0 else {
            return nil
        }
        return (index, totals[index])
    }
}
