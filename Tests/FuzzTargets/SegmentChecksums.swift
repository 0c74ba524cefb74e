import Journal

/// Makes the checksums of a segment's bytes right, whatever else they say, as `SegmentHeader` and `RecordCodec` describe
/// them.
enum SegmentChecksums {
    private static let prologueSize = 16
    private static let recordHeaderSize = 72
    private static let marker: UInt32 = 0x9E1D_57B5

    /// Both copies of the header, and every record that its predecessor's length leads to.
    static func repair(_ bytes: inout [UInt8]) {
        for start in [0, bytes.count >= 8192 ? 4096 : 0] { repairHeader(&bytes, at: start) }
        let salt = load(bytes, at: prologueSize + 8)
        var offset = 8192
        while load(bytes, at: offset) == marker, offset + recordHeaderSize <= bytes.count {
            let size = Int(load(bytes, at: offset + 8))
            let end = offset + recordHeaderSize + size
            guard end <= bytes.count else { return }
            let body = CRC32C.checksum(bytes[(offset + recordHeaderSize)..<end], seed: salt)
            store(body, in: &bytes, at: offset + 12)
            let header = CRC32C.checksum(bytes[(offset + 8)..<(offset + recordHeaderSize)], seed: salt)
            store(header, in: &bytes, at: offset + 4)
            offset = end
        }
    }

    /// Gives a segment with one record another first sequence.
    static func rename(_ bytes: inout [UInt8], to sequence: UInt64) {
        for start in [prologueSize, 4096 + prologueSize, 8192 + 16] where start + 8 <= bytes.count {
            for index in 0..<8 { bytes[start + index] = UInt8(truncatingIfNeeded: sequence >> UInt64(8 * index)) }
        }
        repair(&bytes)
    }

    /// Prologue, first sequence, salt, names; then the checksum of all before.
    private static func repairHeader(_ bytes: inout [UInt8], at start: Int) {
        guard start + prologueSize + 16 <= bytes.count else { return }
        store(CRC32C.checksum(bytes[start..<(start + 12)]), in: &bytes, at: start + 12)
        var end = start + prologueSize + 16
        for _ in 0..<min(load(bytes, at: start + prologueSize + 12), 64) {
            let length = Int(load(bytes, at: end))
            guard end + 4 + length <= bytes.count else { return }
            end += 4 + length
        }
        guard end + 4 <= bytes.count else { return }
        store(CRC32C.checksum(bytes[start..<end]), in: &bytes, at: end)
    }

    private static func load(_ bytes: [UInt8], at offset: Int) -> UInt32 {
        guard offset >= 0, offset + 4 <= bytes.count else { return 0 }
        return (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }

    private static func store(_ value: UInt32, in bytes: inout [UInt8], at offset: Int) {
        guard offset + 4 <= bytes.count else { return }
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index)) }
    }
}
