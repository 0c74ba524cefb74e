/// The zeros ahead of the newest segment's end.
extension SegmentLog {
    /// Larger commits spend their time on their bytes.
    private static let smallCommit = 64 << 10
    private static let fillSize = 256 << 10

    /// Bytes of the newest segment's file that commits will overwrite.
    var filledSize: Int { active.map { $0.filledEnd - $0.dataEnd } ?? 0 }

    /// Writes zeros behind a small commit that ends at `end`, so that the next ones do not change the file's length: the
    /// sync then has no metadata to write, and takes about half as long. They take no more than `room`; where the disk
    /// turns out to have none there are none. Throws where the file can no longer be relied on.
    func fillAhead(of end: Int, commitSize: Int, room: Int) throws(FileSystemError) {
        guard let segment = active, end > segment.filledEnd else { return }
        active?.filledEnd = end
        let size = min(Self.fillSize, segmentSize - end, room)
        guard commitSize < Self.smallCommit, size > 0 else { return }
        do throws(FileSystemError) {
            try segment.file.writeAll([UInt8](repeating: 0, count: size), at: end)
            active?.filledEnd = end + size
        } catch {
            guard error.isDiskFull else { throw error }
            try segment.file.truncate(to: end)
        }
    }

    /// Gives a segment that gets no more records the length of its records, durably: an index is never believed of a
    /// longer file.
    func cutFilled(_ segment: ActiveSegment) throws(FileSystemError) {
        guard segment.filledEnd > segment.dataEnd else { return }
        try segment.file.truncate(to: segment.dataEnd)
        try segment.file.synchronize()
    }
}
