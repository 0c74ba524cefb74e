/// The newest segment as recovery left it: open, and not sealed.
struct NewestSegment {
    let file: any File
    let segment: Segment
    let entries: IndexEntries
    /// Nothing may follow what is in it.
    let isClosed: Bool

    /// The segment to go on writing to. It is closed unless the next sequence and its table are its own.
    func active(end: UInt64, destinations: [String]) -> ActiveSegment {
        ActiveSegment(
            file: file,
            header: segment.header,
            dataOffset: segment.dataOffset,
            dataEnd: segment.dataEnd,
            records: entries.count,
            isClosed: isClosed || segment.endSequence != end || segment.header.destinations != destinations
        )
    }
}
