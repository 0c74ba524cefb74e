internal import RouterCore

/// What a reader needs to know of a segment: a copy, true at the moment it was taken.
struct SegmentView {
    let header: SegmentHeader
    let dataOffset: Int
    let dataEnd: Int
    let endSequence: UInt64
    let isSealed: Bool
    /// The destination's place in the segment's table.
    let index: Int
    /// How many records compaction has dropped: every time it is more.
    let droppedCount: Int
    /// Some of those were for the destination.
    let hasDropped: Bool
    /// The destination's payloads make up so little of the segment that they are better copied out of what was read.
    let isSparse: Bool
    /// Where the record at the position that was asked for begins, if that was known without the disk.
    var offset: Int?

    var firstSequence: UInt64 { header.firstSequence }

    /// For a reader of all that is in the segment.
    init(_ segment: Segment) {
        header = segment.header
        dataOffset = segment.dataOffset
        dataEnd = segment.dataEnd
        endSequence = segment.endSequence
        isSealed = segment.isSealed
        index = 0
        droppedCount = segment.droppedCount
        hasDropped = false
        isSparse = true
    }

    init(_ segment: Segment, index: Int) {
        header = segment.header
        dataOffset = segment.dataOffset
        dataEnd = segment.dataEnd
        endSequence = segment.endSequence
        isSealed = segment.isSealed
        self.index = index
        droppedCount = segment.droppedCount
        hasDropped = segment.totals[index].dropped > 0
        isSparse = segment.totals[index].bytes < (segment.dataEnd - segment.dataOffset) / 4
    }
}
