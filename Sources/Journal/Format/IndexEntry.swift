internal import RouterCore

/// What an index keeps of one record, in 72 bytes.
///
///      0  u32  offset in the segment
///      4  u32  size of the record; 0 where compaction has dropped it
///      8  u32  size of its payload
///     12  u32  sequence, less the segment's first
///     16  u64  destinations
///     24  i64  receive time
///     32  16 bytes  fingerprint
///     48  i64  ordering
///     56  16 bytes  version key; zeros for none
struct IndexEntry {
    static let size = 72
    /// What is not in the clear in the index of an encrypted segment: from a fingerprint one could tell whether an
    /// identity that one knows, or a body that one guesses, is in the journal; from a version key, whose day it is.
    static let secret = 32..<72
    private static let noKey = VersionKey(low: 0, high: 0)

    let offset: Int
    let recordSize: Int
    let payloadSize: Int
    let sequence: UInt64
    let destinations: DestinationSet
    let receivedAt: Int64
    let fingerprint: Fingerprint
    let ordering: Int64
    let versionKey: VersionKey?

    init(
        offset: Int,
        recordSize: Int,
        payloadSize: Int,
        sequence: UInt64,
        destinations: DestinationSet,
        receivedAt: Int64,
        fingerprint: Fingerprint,
        ordering: Int64,
        versionKey: VersionKey?
    ) {
        self.offset = offset
        self.recordSize = recordSize
        self.payloadSize = payloadSize
        self.sequence = sequence
        self.destinations = destinations
        self.receivedAt = receivedAt
        self.fingerprint = fingerprint
        self.ordering = ordering
        self.versionKey = versionKey
    }

    /// Compaction has dropped the record. What is left says for deduplication that it was there.
    var isDropped: Bool { recordSize == 0 }

    /// The record as a version; nil where it has no key.
    var version: EventVersion? {
        versionKey.map { EventVersion(key: $0, ordering: ordering, sequence: sequence) }
    }

    /// The same record at another place, or dropped.
    func moved(to offset: Int, isDropped: Bool) -> IndexEntry {
        IndexEntry(
            offset: offset,
            recordSize: isDropped ? 0 : recordSize,
            payloadSize: isDropped ? 0 : payloadSize,
            sequence: sequence,
            destinations: destinations,
            receivedAt: receivedAt,
            fingerprint: fingerprint,
            ordering: ordering,
            versionKey: versionKey
        )
    }

    /// `bytes` must hold 72 bytes at `position`.
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
        ordering = load(48, as: Int64.self)
        let key = VersionKey(low: load(56, as: UInt64.self), high: load(64, as: UInt64.self))
        versionKey = key == Self.noKey ? nil : key
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
        store(ordering, at: 48)
        let key = versionKey ?? Self.noKey
        store(key.low, at: 56)
        store(key.high, at: 64)
    }
}
