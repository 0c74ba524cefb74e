/// Bytes as lowercase hexadecimal digits.
package enum LowercaseHex {
    /// The ASCII digits, two a byte.
    static func ascii(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return text
    }

    /// The digits as text, two a byte.
    package static func string(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: ascii(bytes), as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
