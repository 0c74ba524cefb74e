internal import AtRest

/// The newest segment as recovery left it: open, and not sealed.
struct NewestSegment {
    let file: any File
    let segment: Segment
    let recordGuard: RecordGuard
    let entries: IndexEntries
    /// Nothing may follow what is in it.
    let isClosed: Bool

    /// The segment to go on writing to. It is closed unless the next sequence, its table and its key are its own.
    func active(end: UInt64, destinations: [String], key: KeyID?) -> ActiveSegment {
        let header = segment.header
        return ActiveSegment(
            file: file,
            header: header,
            recordGuard: recordGuard,
            dataOffset: segment.dataOffset,
            dataEnd: segment.dataEnd,
            filledEnd: segment.dataEnd,
            records: entries.count,
            isClosed: isClosed || segment.endSequence != end || header.destinations != destinations
                || header.encryption?.keyID != key
        )
    }
}
