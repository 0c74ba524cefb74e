internal import AtRest

/// What the first bytes of a segment say.
///
///     prologue · first sequence · salt · number of destinations · their names · where encrypted: key id (u64) and the
///     salt of the data key (16 bytes) · CRC32C of all before
///
/// Version 1 is in the clear, 2 is encrypted: what is in the clear can still be read by a program that knows no other.
///
/// The header stands there twice, each copy padded to whole 4 KiB blocks, so that one unreadable block does not cost
/// the segment its salt and its names.
struct SegmentHeader: Hashable {
    private static let prologue = FilePrologue(magic: "DSTRSEGM", currentVersion: 2)
    private static let blockSize = 4096
    /// A header is at most this long: 64 names of 255 bytes fit.
    private static let maxSize = 64 << 10
    /// A file of at most this size is one whose creation was cut off before its header was durable.
    static let leastSize = 2 * blockSize

    /// The sequence of the segment's first record; also its file name.
    let firstSequence: UInt64
    /// Seeds the checksums of the segment's records.
    let salt: UInt32
    /// The names of the destinations that the bits of the records stand for.
    let destinations: [String]
    /// What the bodies of the records are sealed under; nil: they are in the clear.
    let encryption: DataKeyReference?

    /// The bytes before the first record of a segment with this table.
    static func size(destinations: [String], _ keys: KeyRing) -> Int {
        let encryption = keys.writing == nil ? 0 : 8 + DataKeyReference.saltSize
        let size = FilePrologue.size + 20 + encryption + destinations.reduce(0) { $0 + 4 + $1.utf8.count }
        return 2 * ((size + blockSize - 1) / blockSize * blockSize)
    }

    /// Both copies; the records follow.
    func encoded() -> [UInt8] {
        var copy = Self.prologue.encoded(version: encryption == nil ? 1 : 2) + fields
        if let encryption { copy.append(encryption) }
        copy.append(littleEndian: CRC32C.checksum(copy[...]))
        let size = (copy.count + Self.blockSize - 1) / Self.blockSize * Self.blockSize
        copy.append(contentsOf: repeatElement(0, count: size - copy.count))
        return copy + copy
    }

    /// All but what says under which key: what the keys of an encrypted segment are derived with.
    var fields: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: firstSequence)
        bytes.append(littleEndian: salt)
        bytes.append(littleEndian: UInt32(destinations.count))
        for name in destinations { bytes.append(counted: name) }
        return bytes
    }

    /// The header of a segment and the offset of its first record, from either copy.
    static func read(from file: any File) throws -> (header: SegmentHeader, dataOffset: Int) {
        for offset in stride(from: 0, through: maxSize, by: blockSize) {
            let bytes = try file.readTolerantly(maxSize, at: offset).bytes
            if bytes.isEmpty { break }
            do throws(FormatError) {
                let header = try decode(bytes[...])
                return (header, header.encoded().count)
            } catch .newerVersion(let version) {
                throw FormatError.newerVersion(version)
            } catch .damaged {
                continue
            }
        }
        throw FormatError.damaged
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) throws(FormatError) -> SegmentHeader {
        var reader = ByteReader(bytes)
        let isEncrypted = try prologue.check(&reader) > 1
        let firstSequence = try reader.integer(UInt64.self)
        let salt = try reader.integer(UInt32.self)
        let count = try reader.integer(UInt32.self)
        guard count <= 64 else { throw .damaged }
        var destinations: [String] = []
        for _ in 0..<count { destinations.append(try reader.string()) }
        let encryption = isEncrypted ? try reader.dataKeyReference() : nil
        let checked = bytes.prefix(bytes.count - reader.bytes.count)
        guard try reader.integer(UInt32.self) == CRC32C.checksum(checked) else { throw .damaged }
        return SegmentHeader(
            firstSequence: firstSequence,
            salt: salt,
            destinations: destinations,
            encryption: encryption
        )
    }
}

extension [UInt8] {
    mutating func append(_ reference: DataKeyReference) {
        append(littleEndian: reference.keyID.rawValue)
        append(contentsOf: reference.salt)
    }
}

extension ByteReader {
    mutating func dataKeyReference() throws(FormatError) -> DataKeyReference {
        let id = KeyID(rawValue: try integer())
        return DataKeyReference(keyID: id, salt: Array(try take(DataKeyReference.saltSize)))
    }
}
