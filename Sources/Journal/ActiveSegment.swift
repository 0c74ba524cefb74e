/// The segment that is written to.
struct ActiveSegment {
    let file: any File
    let header: SegmentHeader
    let recordGuard: RecordGuard
    let dataOffset: Int
    /// Where the last durable record ends and the next commit goes.
    var dataEnd: Int
    /// Where the file ends that commits have written, or zeros for them.
    var filledEnd: Int
    /// Durable records.
    var records: Int
    /// Nothing may be added to it: its table is not today's, or its end cannot be read.
    var isClosed = false
}
