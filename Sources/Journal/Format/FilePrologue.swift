/// The first 16 bytes of every file of the journal, the same in all versions: magic, version, CRC32C of both.
/// Segments and indexes count their versions each for themselves.
/// A version counts only where the checksum holds, so that a flipped bit is not taken for a newer format.
struct FilePrologue {
    static let size = 16

    /// Eight ASCII characters.
    let magic: StaticString
    /// The newest version that this program writes and reads.
    let currentVersion: UInt32

    func encoded(version: UInt32) -> [UInt8] {
        var bytes = magicBytes
        bytes.append(littleEndian: version)
        bytes.append(littleEndian: CRC32C.checksum(bytes[...]))
        return bytes
    }

    /// Takes the prologue off the front of `reader` and returns the version of what follows.
    func check(_ reader: inout ByteReader) throws(FormatError) -> UInt32 {
        let start = try reader.take(12)
        let checksum = try reader.integer(UInt32.self)
        guard CRC32C.checksum(start) == checksum, start.prefix(8).elementsEqual(magicBytes) else { throw .damaged }
        var rest = ByteReader(start.dropFirst(8))
        let version = try rest.integer(UInt32.self)
        if version > currentVersion { throw .newerVersion(version) }
        return version
    }

    private var magicBytes: [UInt8] {
        magic.withUTF8Buffer { Array($0) }
    }
}
