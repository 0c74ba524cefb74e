internal import AtRest
import Foundation
internal import RouterCore

/// The file beside a sealed segment that says what is in it.
///
/// It spares a start the reading of the segment, carries deduplication over restarts and over the deletion of the
/// segment, and finds a record by its sequence. It can always be made again from the segment while that exists.
///
///     prologue · size of the header · first and end sequence · salt · where records begin and end · newest receive
///     time · CRC32C of the entries · their number · how many of them are dropped · per destination: name and totals ·
///     where encrypted: key id, salt of the data key, nonce and tag of the entries' secret parts · CRC32C of all before
///     entries, 72 bytes each (see `IndexEntry`)
///
/// In the index of an encrypted segment the secret parts of all entries, one after the other, are one message of
/// AES-256-GCM, whose ciphertext stands in their places. The rest of an entry is needed without a key at hand.
///
/// Versions 3 and 4, in the clear and encrypted. The two before them knew nothing of versions of events and of what is
/// dropped: such an index is made again from its segment.
struct SegmentIndex {
    private static let prologue = FilePrologue(magic: "DSTRINDX", currentVersion: 4)
    private static let clearVersion: UInt32 = 3
    /// A header is at most this long: 64 names of 255 bytes and their totals fit.
    private static let maxHeaderSize = 64 << 10

    /// The segment as it was when it was sealed.
    let segment: Segment
    private let headerSize: Int
    private let entriesChecksum: UInt32
    /// Of the secret parts, where they are sealed.
    private let seal: (nonce: [UInt8], tag: [UInt8])?

    /// The whole file for a segment and its entries. `key` is that of an encrypted segment's index; a nonce is taken only
    /// with it.
    static func encoded(
        _ segment: Segment,
        _ entries: IndexEntries,
        _ key: DataKey?,
        _ nonces: inout NonceSequence
    ) throws(SealFailure) -> [UInt8] {
        var entries = entries
        var seal: [UInt8] = []
        if let key {
            let sealed = Array(try key.seal(entries.secrets[...], nonce: try nonces.next(), authenticating: []))
            entries.secrets = Array(sealed.dropFirst(DataKey.nonceSize).dropLast(DataKey.tagSize))
            seal = sealed.prefix(DataKey.nonceSize) + sealed.suffix(DataKey.tagSize)
        }
        var bytes = prologue.encoded(
            version: segment.header.encryption == nil ? clearVersion : prologue.currentVersion
        )
        let sizePosition = bytes.count
        bytes.append(littleEndian: UInt32(0))
        bytes.append(littleEndian: segment.firstSequence)
        bytes.append(littleEndian: segment.endSequence)
        bytes.append(littleEndian: segment.header.salt)
        bytes.append(littleEndian: UInt64(segment.dataOffset))
        bytes.append(littleEndian: UInt64(segment.dataEnd))
        bytes.append(littleEndian: segment.newestReceivedAt)
        bytes.append(littleEndian: CRC32C.checksum(entries.bytes[...]))
        bytes.append(littleEndian: UInt32(entries.count))
        bytes.append(littleEndian: UInt32(segment.droppedCount))
        bytes.append(littleEndian: UInt32(segment.header.destinations.count))
        for (name, totals) in zip(segment.header.destinations, segment.totals) {
            bytes.append(counted: name)
            bytes.append(littleEndian: UInt64(totals.events))
            bytes.append(littleEndian: UInt64(totals.bytes))
            bytes.append(littleEndian: UInt64(totals.dropped))
            bytes.append(littleEndian: totals.firstSequence)
            bytes.append(littleEndian: totals.lastSequence)
            bytes.append(littleEndian: totals.oldestReceivedAt)
        }
        if let encryption = segment.header.encryption { bytes.append(encryption) }
        bytes += seal
        let headerSize = UInt32(bytes.count + 4)
        withUnsafeBytes(of: headerSize.littleEndian) {
            bytes.replaceSubrange(sizePosition..<(sizePosition + 4), with: $0)
        }
        bytes.append(littleEndian: CRC32C.checksum(bytes[...]))
        bytes.append(contentsOf: entries.bytes)
        return bytes
    }

    /// Reads the header only.
    init(from file: any File) throws {
        let bytes = try file.readTolerantly(Self.maxHeaderSize, at: 0).bytes
        var reader = ByteReader(bytes[...])
        let version = try Self.prologue.check(&reader)
        guard version >= Self.clearVersion else { throw FormatError.damaged }
        let isEncrypted = version > Self.clearVersion
        headerSize = Int(try reader.integer(UInt32.self))
        guard headerSize > 8, headerSize <= bytes.count else { throw FormatError.damaged }
        var checksum = ByteReader(bytes[(headerSize - 4)..<headerSize])
        guard try checksum.integer(UInt32.self) == CRC32C.checksum(bytes[..<(headerSize - 4)]) else {
            throw FormatError.damaged
        }
        (segment, entriesChecksum) = try Self.segment(&reader, isEncrypted: isEncrypted)
        seal =
            isEncrypted
            ? (Array(try reader.take(DataKey.nonceSize)), Array(try reader.take(DataKey.tagSize))) : nil
    }

    private static func segment(
        _ reader: inout ByteReader,
        isEncrypted: Bool
    ) throws(FormatError) -> (Segment, UInt32) {
        let firstSequence = try reader.integer(UInt64.self)
        let endSequence = try reader.integer(UInt64.self)
        let salt = try reader.integer(UInt32.self)
        let dataOffset = Int(clamping: try reader.integer(UInt64.self))
        let dataEnd = Int(clamping: try reader.integer(UInt64.self))
        let newestReceivedAt = try reader.integer(Int64.self)
        let entriesChecksum = try reader.integer(UInt32.self)
        let entryCount = Int(try reader.integer(UInt32.self))
        let droppedCount = Int(try reader.integer(UInt32.self))
        var names: [String] = []
        var totals: [DestinationTotals] = []
        for _ in 0..<(try reader.integer(UInt32.self)) {
            names.append(try reader.string())
            totals.append(
                DestinationTotals(
                    events: Int(clamping: try reader.integer(UInt64.self)),
                    bytes: Int(clamping: try reader.integer(UInt64.self)),
                    dropped: Int(clamping: try reader.integer(UInt64.self)),
                    firstSequence: try reader.integer(),
                    lastSequence: try reader.integer(),
                    oldestReceivedAt: try reader.integer()
                )
            )
        }
        let segment = Segment(
            header: SegmentHeader(
                firstSequence: firstSequence,
                salt: salt,
                destinations: names,
                encryption: isEncrypted ? try reader.dataKeyReference() : nil
            ),
            dataOffset: dataOffset,
            dataEnd: dataEnd,
            endSequence: endSequence,
            entryCount: entryCount,
            droppedCount: droppedCount,
            newestReceivedAt: newestReceivedAt,
            totals: totals
        )
        return (segment, entriesChecksum)
    }

    /// Reads the entries and checks them. `key` is that of an encrypted segment's index.
    func entries(from file: any File, _ key: DataKey?) throws -> IndexEntries {
        let bytes = try file.read(segment.entryCount * IndexEntry.size, at: headerSize)
        guard bytes.count == segment.entryCount * IndexEntry.size, CRC32C.checksum(bytes[...]) == entriesChecksum else {
            throw FormatError.damaged
        }
        var entries = IndexEntries(firstSequence: segment.firstSequence, bytes: bytes)
        if let seal, let key {
            let sealed = seal.nonce + entries.secrets + seal.tag
            guard let secrets = key.open(sealed[...], authenticating: []) else { throw FormatError.damaged }
            entries.secrets = secrets
        }
        return entries
    }

    /// Reads the entry of one record, unchecked and without its secret part; nil where it does not stand where it would
    /// in an undamaged segment.
    func entry(for sequence: UInt64, from file: any File) throws(FileSystemError) -> IndexEntry? {
        guard sequence >= segment.firstSequence, sequence - segment.firstSequence < segment.entryCount else {
            return nil
        }
        let position = Int(sequence - segment.firstSequence)
        let bytes = try file.read(IndexEntry.size, at: headerSize + position * IndexEntry.size)
        guard bytes.count == IndexEntry.size else { return nil }
        let entry = bytes.withUnsafeBytes { IndexEntry($0, at: 0, firstSequence: segment.firstSequence) }
        return entry.sequence == sequence ? entry : nil
    }
}
