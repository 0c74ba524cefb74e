internal import RouterCore

/// What an index keeps of one record, in 48 bytes.
///
///      0  u32  offset in the segment
///      4  u32  size of the record
///      8  u32  size of its payload
///     12  u32  sequence, less the segment's first
///     16  u64  destinations
///     24  i64  receive time
///     32  16 bytes  fingerprint
struct IndexEntry {
    static let size = 48
    /// What is not in the clear in the index of an encrypted segment: from a fingerprint one could tell whether an
    /// identity that one knows, or a body that one guesses, is in the journal.
    static let secret = 32..<48

    let offset: Int
    let recordSize: Int
    let payloadSize: Int
    let sequence: UInt64
    let destinations: DestinationSet
    let receivedAt: Int64
    let fingerprint: Fingerprint

    init(
        offset: Int,
        recordSize: Int,
        payloadSize: Int,
        sequence: UInt64,
        destinations: DestinationSet,
        receivedAt: Int64,
        fingerprint: Fingerprint
    ) {
        self.offset = offset
        self.recordSize = recordSize
        self.payloadSize = payloadSize
        self.sequence = sequence
        self.destinations = destinations
        self.receivedAt = receivedAt
        self.fingerprint = fingerprint
    }

    /// `bytes` must hold 48 bytes at `position`.
    init(_ bytes: UnsafeRawBufferPointer, at position: Int, firstSequence: UInt64) {
        func load<T: FixedWidthInteger>(_ offset: Int, as type: T.Type) -> T {
            T(littleEndian: bytes.loadUnaligned(fromByteOffset: position + offset, as: type))
        }
        offset = Int(load(0, as: UInt32.self))
        recordSize = Int(load(4, as: UInt32.self))
        payloadSize = Int(load(8, as: UInt32.self))
        sequence = firstSequence + UInt64(load(12, as: UInt32.self))
        destinations = DestinationSet(rawValue: load(16, as: UInt64.self))
        receivedAt = load(24, as: Int64.self)
        fingerprint = Fingerprint(low: load(32, as: UInt64.self), high: load(40, as: UInt64.self))
    }

    func write(to bytes: UnsafeMutableRawBufferPointer, firstSequence: UInt64) {
        func store<T: FixedWidthInteger>(_ value: T, at offset: Int) {
            bytes.storeBytes(of: value.littleEndian, toByteOffset: offset, as: T.self)
        }
        store(UInt32(offset), at: 0)
        store(UInt32(recordSize), at: 4)
        store(UInt32(payloadSize), at: 8)
        store(UInt32(sequence - firstSequence), at: 12)
        store(destinations.rawValue, at: 16)
        store(receivedAt, at: 24)
        store(fingerprint.low, at: 32)
        store(fingerprint.high, at: 40)
    }
}
