/// The first 16 bytes of every file of the journal, the same in all versions: magic, version, CRC32C of both.
/// A version counts only where the checksum holds, so that a flipped bit is not taken for a newer format.
struct FilePrologue {
    static let size = 16

    /// The version that this program writes, and the newest that it reads.
    static let currentVersion: UInt32 = 1

    /// Eight ASCII characters.
    let magic: StaticString

    func encoded() -> [UInt8] {
        var bytes = magicBytes
        bytes.append(littleEndian: Self.currentVersion)
        bytes.append(littleEndian: CRC32C.checksum(bytes[...]))
        return bytes
    }

    /// Takes the prologue off the front of `reader`.
    func check(_ reader: inout ByteReader) throws(FormatError) {
        let start = try reader.take(12)
        let checksum = try reader.integer(UInt32.self)
        guard CRC32C.checksum(start) == checksum, start.prefix(8).elementsEqual(magicBytes) else { throw .damaged }
        var rest = ByteReader(start.dropFirst(8))
        let version = try rest.integer(UInt32.self)
        if version > Self.currentVersion { throw .newerVersion(version) }
    }

    private var magicBytes: [UInt8] {
        magic.withUTF8Buffer { Array($0) }
    }
}
