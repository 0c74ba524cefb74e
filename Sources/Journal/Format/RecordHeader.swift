internal import RouterCore

/// The fixed part of a record (see `RecordCodec`), with the position of what follows it.
struct RecordHeader {
    static let size = 72
    /// Starts every record: what a search for the next intact one looks for.
    static let marker: UInt32 = 0x9E1D_57B5
    /// The most bytes after the header. More is refused when it is appended, and taken for damage when it is read.
    static let maxBodySize = 256 << 20
    /// The length that stands for a nil string.
    static let noString = UInt32.max

    let bodySize: Int
    let bodyChecksum: UInt32
    let sequence: UInt64
    let receivedAt: Int64
    let ordering: Int64
    let destinations: DestinationSet
    /// Of id, type, user id, reference id, provider and reference; `noString` where there is none.
    let stringSizes: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)
    let payloadSize: Int

    var recordSize: Int { Self.size + bodySize }

    /// The part of a header that a sealed body is bound to: all that says what the record is.
    static let authenticated = 16..<72

    /// Nil unless `bytes` holds an intact header at `offset`.
    init?(_ bytes: UnsafeRawBufferPointer, at offset: Int, guardedBy recordGuard: RecordGuard) {
        guard offset + Self.size <= bytes.count else { return nil }
        func load<T: FixedWidthInteger>(_ position: Int, as type: T.Type) -> T {
            T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + position, as: type))
        }
        guard load(0, as: UInt32.self) == Self.marker else { return nil }
        let guarded = UnsafeRawBufferPointer(rebasing: bytes[(offset + 8)..<(offset + Self.size)])
        guard CRC32C.checksum(guarded, seed: recordGuard.salt) == load(4, as: UInt32.self) else { return nil }
        bodySize = Int(load(8, as: UInt32.self))
        bodyChecksum = load(12, as: UInt32.self)
        sequence = load(16, as: UInt64.self)
        receivedAt = load(24, as: Int64.self)
        ordering = load(32, as: Int64.self)
        destinations = DestinationSet(rawValue: load(40, as: UInt64.self))
        stringSizes = (
            load(48, as: UInt32.self), load(52, as: UInt32.self), load(56, as: UInt32.self),
            load(60, as: UInt32.self), load(64, as: UInt32.self), load(68, as: UInt32.self)
        )
        payloadSize = bodySize - Self.sum(stringSizes) - recordGuard.overhead
        guard payloadSize >= 0, bodySize <= Self.maxBodySize else { return nil }
    }

    private static func sum(_ sizes: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)) -> Int {
        func size(_ size: UInt32) -> Int { size == noString ? 0 : Int(size) }
        return size(sizes.0) + size(sizes.1) + size(sizes.2) + size(sizes.3) + size(sizes.4) + size(sizes.5)
    }
}
