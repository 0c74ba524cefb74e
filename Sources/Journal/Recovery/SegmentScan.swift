internal import RouterCore

/// What reading a whole segment, record by record, found.
struct SegmentScan {
    private(set) var entries: [IndexEntry] = []
    /// Where the last intact record ends.
    private(set) var validEnd: Int
    /// The sequence after that of the last intact record.
    private(set) var validEndSequence: UInt64
    /// What is behind the last intact record: a torn end, damage, or zeros that were written ahead of records.
    private(set) var tail: [RecordCursor.Damage] = []
    /// Where the file ends but for zeros, at or behind `validEnd`; blocks that could not be read count as
    /// written.
    private(set) var writtenEnd: Int
    /// Some blocks could not be read, and were taken for damage.
    private(set) var hasUnreadableBlocks = false

    /// Reads `file` up to `limit`. Calls `damaged` with what is damaged before the last intact record.
    init(
        _ file: any File,
        _ header: SegmentHeader,
        guardedBy recordGuard: RecordGuard,
        dataOffset: Int,
        limit: Int,
        endSequence: UInt64,
        damaged: (RecordCursor.Damage) -> Void
    ) throws(FileSystemError) {
        validEnd = dataOffset
        writtenEnd = dataOffset
        validEndSequence = header.firstSequence
        // Indexes keep sequences in 32 bits from the first; what claims to lie beyond is no record of this segment.
        let (last, isBeyond) = header.firstSequence.addingReportingOverflow(UInt64(UInt32.max))
        var cursor = RecordCursor(
            file,
            guardedBy: recordGuard,
            from: dataOffset,
            sequence: header.firstSequence,
            limit: limit,
            endSequence: isBeyond ? endSequence : min(endSequence, last),
            isEndExact: false
        )
        cursor.unreadable = .isDamage
        var step = try cursor.next()
        while !step.isEnd {
            take(step, &cursor, damaged)
            step = try cursor.next()
        }
        hasUnreadableBlocks = !cursor.lostBlocks.isEmpty
        // A torn header may end before the records begin.
        writtenEnd = try Self.writtenEnd(of: file, in: validEnd..<max(validEnd, limit))
    }

    /// Where the last byte that is not zero ends.
    private static func writtenEnd(of file: any File, in range: Range<Int>) throws(FileSystemError) -> Int {
        let chunkSize = 1 << 20
        var end = range.upperBound
        while end > range.lowerBound {
            let start = max(range.lowerBound, end - chunkSize)
            let (bytes, unreadable) = try file.readTolerantly(end - start, at: start)
            guard unreadable.isEmpty else { return end }
            if let last = bytes.lastIndex(where: { $0 != 0 }) { return start + last + 1 }
            end = start
        }
        return end
    }

    /// The sequence after everything that was found, damaged or not.
    var endSequence: UInt64 { tail.last?.sequences.upperBound ?? validEndSequence }

    private mutating func take(
        _ step: RecordCursor.Step,
        _ cursor: inout RecordCursor,
        _ damaged: (RecordCursor.Damage) -> Void
    ) {
        switch step {
        case .record(let record, let offset):
            for damage in tail { damaged(damage) }
            tail.removeAll()
            if let body = cursor.body(of: record, at: offset) {
                entries.append(Self.entry(record, offset, body))
            } else {
                // It was written whole and then changed by somebody: no torn end, which would be cut off.
                damaged(cursor.damage(of: record, at: offset))
            }
            validEnd = offset + record.recordSize
            validEndSequence = record.sequence + 1
        case .damage(let damage):
            tail.append(damage)
        case .end:
            return
        }
    }

    private static func entry(_ record: RecordHeader, _ offset: Int, _ body: ArraySlice<UInt8>) -> IndexEntry {
        let fingerprint = body.withUnsafeBytes { bytes in
            Fingerprint(utf8: UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(record.stringSizes.0))))
        }
        let event = RecordCodec.event(record, body: body, destinations: record.destinations)
        return IndexEntry(
            offset: offset,
            recordSize: record.recordSize,
            payloadSize: record.payloadSize,
            sequence: record.sequence,
            destinations: record.destinations,
            receivedAt: record.receivedAt,
            fingerprint: fingerprint,
            ordering: record.ordering,
            versionKey: VersionKey(of: event)
        )
    }
}
