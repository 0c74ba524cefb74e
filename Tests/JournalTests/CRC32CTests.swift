import FaultyDisk
import Journal
import Testing

@Suite("CRC-32C")
struct CRC32CTests {
    private static let readCommand: [UInt8] = [
        0x01, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x00, 0x14, 0x00, 0x00, 0x00, 0x18,
        0x28, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    ]

    private static let vectors: [(bytes: [UInt8], checksum: UInt32)] = [
        ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
        ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
        ([UInt8](0..<32), 0x46DD_794E),
        ([UInt8]((0..<32).reversed()), 0x113F_DB5C),
        (readCommand, 0xD996_3A56),
        (Array("123456789".utf8), 0xE306_9283),
        ([], 0),
    ]

    @Test("The vectors of RFC 3720 B.4", arguments: vectors)
    func knownChecksum(bytes: [UInt8], checksum: UInt32) {
        #expect(CRC32C.checksum(bytes[...]) == checksum)
        #expect(bytes.withUnsafeBytes { CRC32C.checksumByTables($0, seed: 0) } == checksum)
    }

    @Test("Every length and alignment gives what one bit at a time gives, whole or in two parts")
    func lengths() {
        var random = SplitMix64(seed: 1)
        let bytes = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
        for start in 0..<17 {
            for end in start...bytes.count {
                let expected = bitwise(bytes[start..<end])
                let byTables = bytes[start..<end].withUnsafeBytes { CRC32C.checksumByTables($0, seed: 0) }
                #expect(byTables == expected)
                let middle = (start + end) / 2
                let first = CRC32C.checksum(bytes[start..<middle])
                #expect(CRC32C.checksum(bytes[start..<end]) == expected)
                #expect(CRC32C.checksum(bytes[middle..<end], seed: first) == expected)
            }
        }
    }

    @Test("So does what is long enough for three stretches at once, around the lengths where another one begins")
    func stretches() {
        var random = SplitMix64(seed: 2)
        let bytes = (0..<1_600).map { _ in UInt8.random(in: 0...255, using: &random) }
        for length in [376...393, 760...777, 1_144...1_161, 1_528...1_545].joined() {
            let start = Int.random(in: 0..<16, using: &random)
            let middle = start + Int.random(in: 0...length, using: &random)
            let end = start + length
            let first = CRC32C.checksum(bytes[start..<middle])
            #expect(CRC32C.checksum(bytes[start..<end]) == bitwise(bytes[start..<end]))
            #expect(CRC32C.checksum(bytes[middle..<end], seed: first) == bitwise(bytes[start..<end]))
        }
    }

    private func bitwise(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1 }
        }
        return ~crc
    }
}
