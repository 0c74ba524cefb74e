internal import AtRest
internal import RouterCore

/// Walks over the records of a segment, checks each, and finds its way behind what is damaged.
struct RecordCursor {
    enum Step {
        /// An intact record that begins at `offset`.
        case record(RecordHeader, offset: Int)
        /// Bytes that hold no intact record, and the sequences that are missing for it.
        case damage(Damage)
        /// Nothing before the limit is left.
        case end

        var isEnd: Bool {
            if case .end = self { true } else { false }
        }
    }

    struct Damage {
        let range: Range<Int>
        let sequences: Range<UInt64>
    }

    /// What an unreadable block means.
    enum Unreadable {
        /// The error is passed on: the next try may go well.
        case fails
        /// Its records are damaged.
        case isDamage
    }

    private static let minChunkSize = 32 << 10
    private static let maxChunkSize = 1 << 18

    private let file: any File
    private let recordGuard: RecordGuard
    /// Where the durable records end.
    private(set) var limit: Int
    /// Sequences at or above it do not count.
    private(set) var endSequence: UInt64
    /// The record before the limit is the one before `endSequence`; else `endSequence` is no more than a bound.
    private let isEndExact: Bool
    /// Where the next step begins.
    private(set) var offset: Int
    /// The sequence that is expected there.
    private(set) var nextSequence: UInt64
    var unreadable = Unreadable.fails
    /// Blocks that could not be read and were taken for damage, whatever `unreadable` says now: zeros stand for them.
    var lostBlocks: Set<Int> = []
    private var buffer: [UInt8] = []
    private var bufferOffset = 0
    private var chunkSize = Self.minChunkSize

    init(
        _ file: any File,
        guardedBy recordGuard: RecordGuard,
        from offset: Int,
        sequence: UInt64,
        limit: Int,
        endSequence: UInt64,
        isEndExact: Bool = true
    ) {
        self.file = file
        self.isEndExact = isEndExact
        self.recordGuard = recordGuard
        self.offset = offset
        nextSequence = sequence
        self.limit = limit
        self.endSequence = endSequence
    }

    /// The segment has grown.
    mutating func extend(to limit: Int, endSequence: UInt64) {
        self.limit = limit
        self.endSequence = endSequence
    }

    /// Goes back to a record that a step has just returned.
    mutating func stepBack(to offset: Int, sequence: UInt64) {
        self.offset = offset
        nextSequence = sequence
    }

    mutating func next() throws(FileSystemError) -> Step {
        guard offset < limit else { return .end }
        guard let header = try header(at: offset) else { return .damage(try skipToNextHeader()) }
        let start = offset
        try fill(header.recordSize, at: start)
        let body = storedBody(of: header, at: start)
        defer {
            offset = start + header.recordSize
            nextSequence = header.sequence + 1
        }
        guard CRC32C.checksum(body, seed: recordGuard.salt) == header.bodyChecksum else {
            return .damage(
                Damage(range: start..<(start + header.recordSize), sequences: nextSequence..<(header.sequence + 1))
            )
        }
        return .record(header, offset: start)
    }

    /// The body of a record that the last step returned; nil where it is sealed, and the seal does not hold. One that is
    /// in the clear shares the memory of the chunk that was read. Changes nothing: a cursor that lies in an object is copied
    /// for every call that does not say that it may.
    mutating func body(of header: RecordHeader, at offset: Int) -> ArraySlice<UInt8>? {
        let body = storedBody(of: header, at: offset)
        guard let key = recordGuard.key else { return body }
        let known = RecordHeader.authenticated
        let start = offset - bufferOffset
        let plain = key.open(
            body,
            authenticating: buffer[(start + known.lowerBound)..<(start + known.upperBound)]
        )
        return plain.map { $0[...] }
    }

    /// What stands in for a record whose seal does not hold.
    func damage(of header: RecordHeader, at offset: Int) -> Damage {
        Damage(range: offset..<(offset + header.recordSize), sequences: header.sequence..<(header.sequence + 1))
    }

    private func storedBody(of header: RecordHeader, at offset: Int) -> ArraySlice<UInt8> {
        let start = offset - bufferOffset + RecordHeader.size
        return buffer[start..<(start + header.bodySize)]
    }

    /// The intact and plausible header at `position`.
    private mutating func header(at position: Int) throws(FileSystemError) -> RecordHeader? {
        guard limit - position >= RecordHeader.size else { return nil }
        try fill(RecordHeader.size, at: position)
        let header = buffer.withUnsafeBytes { RecordHeader($0, at: position - bufferOffset, guardedBy: recordGuard) }
        guard let header, header.sequence >= nextSequence, header.sequence < endSequence else { return nil }
        return header.recordSize <= limit - position ? header : nil
    }

    private mutating func skipToNextHeader() throws(FileSystemError) -> Damage {
        let start = offset
        let expected = nextSequence
        var candidate = start + 1
        while let position = try nextMarker(from: candidate) {
            if let header = try header(at: position) {
                offset = position
                nextSequence = header.sequence
                return Damage(range: start..<position, sequences: expected..<header.sequence)
            }
            candidate = position + 1
        }
        offset = limit
        nextSequence = isEndExact ? endSequence : expected + 1
        return Damage(range: start..<limit, sequences: expected..<nextSequence)
    }

    private mutating func nextMarker(from start: Int) throws(FileSystemError) -> Int? {
        var position = start
        while limit - position >= RecordHeader.size {
            try fill(RecordHeader.size, at: position)
            let found = buffer.withUnsafeBytes { bytes in
                let last = bytes.count - MemoryLayout<UInt32>.size
                return ((position - bufferOffset)...last).first { index in
                    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self))
                        == RecordHeader.marker
                }
            }
            if let found { return bufferOffset + found }
            position = bufferOffset + buffer.count - MemoryLayout<UInt32>.size + 1
        }
        return nil
    }

    /// Makes the buffer hold `count` bytes from `position`. A new one is allocated each time: events that were read
    /// go on using the old.
    private mutating func fill(_ count: Int, at position: Int) throws(FileSystemError) {
        if position >= bufferOffset, position + count <= bufferOffset + buffer.count { return }
        let size = min(max(count, chunkSize), limit - position)
        chunkSize = min(chunkSize * 2, Self.maxChunkSize)
        var bytes: [UInt8]
        if unreadable == .fails, lostBlocks.isEmpty {
            bytes = try file.read(size, at: position)
        } else {
            let outcome = try file.readTolerantly(size, at: position)
            if unreadable == .fails, !outcome.unreadable.isSubset(of: lostBlocks) {
                throw FileSystemError("read", "the journal's file", code: FileSystemError.io)
            }
            lostBlocks.formUnion(outcome.unreadable)
            bytes = outcome.bytes
        }
        if bytes.count < size {
            // The file is shorter than it was when its records were synced: what is missing is damage.
            bytes += repeatElement(0, count: size - bytes.count)
        }
        buffer = bytes
        bufferOffset = position
    }
}
