/// Bytes as lowercase hexadecimal digits.
package enum LowercaseHex {
    private static let digits = Array("0123456789abcdef".utf8)

    /// The ASCII digits, two a byte.
    static func ascii(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    /// The digits as text, two a byte.
    package static func string(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: ascii(bytes), as: UTF8.self)
    }
}
