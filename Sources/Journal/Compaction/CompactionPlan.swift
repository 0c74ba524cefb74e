/// What is to become of a segment: which records stay, and where they will lie.
struct CompactionPlan {
    /// Neighbouring records that stay, read and written at once.
    struct Run {
        private(set) var range: Range<Int>
        private(set) var records: [(offset: Int, sequence: UInt64)]

        init(_ entry: IndexEntry) {
            range = entry.offset..<(entry.offset + entry.recordSize)
            records = [(entry.offset, entry.sequence)]
        }

        /// Returns false where the record does not follow, or the run is long enough.
        mutating func extend(by entry: IndexEntry) -> Bool {
            guard entry.offset == range.upperBound, range.count + entry.recordSize <= CompactionPlan.maxRunSize else {
                return false
            }
            range = range.lowerBound..<(entry.offset + entry.recordSize)
            records.append((entry.offset, entry.sequence))
            return true
        }

        /// Whether the run's bytes hold its records, and nothing else.
        func isIntact(_ bytes: [UInt8], _ recordGuard: RecordGuard) -> Bool {
            bytes.withUnsafeBytes { buffer in
                var end = 0
                for (offset, sequence) in records {
                    guard offset - range.lowerBound == end,
                        let header = RecordHeader(buffer, at: end, guardedBy: recordGuard),
                        header.sequence == sequence, end + header.recordSize <= buffer.count
                    else { return false }
                    let body = buffer[(end + RecordHeader.size)..<(end + header.recordSize)]
                    let checksum = CRC32C.checksum(UnsafeRawBufferPointer(rebasing: body), seed: recordGuard.salt)
                    guard checksum == header.bodyChecksum else { return false }
                    end += header.recordSize
                }
                return end == buffer.count && end == range.count
            }
        }
    }

    private static let maxRunSize = 1 << 20

    /// The index as it is.
    let oldEntries: IndexEntries
    /// What the segment and its index will be.
    private(set) var segment: Segment
    private(set) var entries: IndexEntries
    private(set) var runs: [Run] = []
    private let oldSegment: Segment

    init(_ segment: Segment, _ entries: IndexEntries) {
        oldEntries = entries
        oldSegment = segment
        self.segment = Segment(header: segment.header, dataOffset: segment.dataOffset)
        self.segment.isSealed = true
        self.entries = IndexEntries(firstSequence: segment.firstSequence)
    }

    /// To be called with every entry of the index, in its order.
    mutating func add(_ entry: IndexEntry, isNeeded: Bool) {
        let moved = entry.moved(to: segment.dataEnd, isDropped: !isNeeded)
        entries.append([moved])
        segment.add([moved], dataEnd: segment.dataEnd + moved.recordSize, endSequence: oldSegment.endSequence)
        guard isNeeded else { return }
        if runs.isEmpty || !runs[runs.count - 1].extend(by: entry) { runs.append(Run(entry)) }
    }

    /// Whether half of the records' bytes go.
    var isWorthwhile: Bool {
        segment.dataEnd - segment.dataOffset <= (oldSegment.dataEnd - oldSegment.dataOffset) / 2
            && segment.droppedCount > oldSegment.droppedCount
    }
}
