/// The CRC-16 of FIT files, a nibble at a time.
package enum FITChecksum {
    private static let table: [UInt16] = [
        0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
        0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400,
    ]

    /// The checksum of bytes; over a whole file with its own checksum it is 0.
    package static func of(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        var checksum: UInt16 = 0
        for byte in bytes {
            checksum = checksum >> 4 ^ table[Int((checksum ^ UInt16(byte)) & 15)]
            checksum = checksum >> 4 ^ table[Int((checksum ^ UInt16(byte >> 4)) & 15)]
        }
        return checksum
    }
}
