import CChecksum

/// CRC-32C (Castagnoli, RFC 3720 B.4), by the processor's instruction, or by tables sixteen bytes a step.
package enum CRC32C {
    /// 16 tables of 256 entries: `tables[256 * k + b]` is the remainder of byte `b` followed by `k` zero bytes.
    /// Written once before anyone can see it, and never freed.
    nonisolated(unsafe) private static let tables: UnsafePointer<UInt32> = {
        let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: 16 * 256)
        for byte in 0..<256 {
            var remainder = UInt32(byte)
            for _ in 0..<8 {
                remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0x82F6_3B78 : remainder >> 1
            }
            tables[byte] = remainder
        }
        for index in 256..<(16 * 256) {
            let shorter = tables[index - 256]
            tables[index] = shorter >> 8 ^ tables[Int(shorter & 0xFF)]
        }
        return UnsafePointer(tables)
    }()

    private static let hasInstruction = cchecksum_has_instruction() != 0

    /// The checksum of `bytes`; `seed` is the checksum of what comes before them, or any number that both sides know.
    package static func checksum(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
        guard hasInstruction, let start = bytes.baseAddress else { return checksumByTables(bytes, seed: seed) }
        return ~cchecksum_crc32c(~seed, start, bytes.count)
    }

    /// The same checksum where the processor has no instruction for it.
    package static func checksumByTables(_ bytes: UnsafeRawBufferPointer, seed: UInt32) -> UInt32 {
        let tables = tables
        var crc = ~seed
        var offset = 0
        while bytes.count - offset >= 16 {
            let low = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian ^ UInt64(crc)
            let high = bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self).littleEndian
            crc = fold(low, tables + 8 * 256) ^ fold(high, tables)
            offset += 16
        }
        while offset < bytes.count {
            crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[offset])) & 0xFF)]
            offset += 1
        }
        return ~crc
    }

    /// The checksum of `bytes`.
    package static func checksum(_ bytes: ArraySlice<UInt8>, seed: UInt32 = 0) -> UInt32 {
        bytes.withUnsafeBytes { checksum($0, seed: seed) }
    }

    /// The remainder of eight bytes by eight tables, the first byte with the last of them.
    @inline(__always)
    private static func fold(_ word: UInt64, _ tables: UnsafePointer<UInt32>) -> UInt32 {
        let first =
            tables[7 * 256 + Int(word & 0xFF)] ^ tables[6 * 256 + Int(word >> 8 & 0xFF)]
            ^ tables[5 * 256 + Int(word >> 16 & 0xFF)] ^ tables[4 * 256 + Int(word >> 24 & 0xFF)]
        let second =
            tables[3 * 256 + Int(word >> 32 & 0xFF)] ^ tables[2 * 256 + Int(word >> 40 & 0xFF)]
            ^ tables[256 + Int(word >> 48 & 0xFF)] ^ tables[Int(word >> 56)]
        return first ^ second
    }
}
