/// JSON as it is written, byte by byte.
package struct JSONText {
    /// What is written so far.
    package private(set) var bytes: [UInt8] = []

    /// An empty text with room for `capacity` bytes.
    package init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes what is JSON already.
    package mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Writes a string with its quotes.
    package mutating func string(_ text: String) {
        Self.append(text.utf8, to: &bytes)
    }

    /// Writes a string with its quotes, or `null`.
    package mutating func string(_ text: String?) {
        if let text { string(text) } else { raw("null") }
    }

    /// Writes a number, or `null`.
    package mutating func number(_ number: (some LosslessStringConvertible)?) {
        if let number { bytes.append(contentsOf: number.description.utf8) } else { raw("null") }
    }

    /// Appends a string with its quotes to bytes of JSON.
    package static func append(_ text: String, to json: inout [UInt8]) {
        append(text.utf8, to: &json)
    }

    /// Appends UTF-8 as a string with its quotes to bytes of JSON.
    package static func append(_ text: some Sequence<UInt8>, to json: inout [UInt8]) {
        json.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                json.append(UInt8(ascii: "\\"))
                json.append(byte)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                json += "\\u00".utf8
                json.append(digits[Int(byte >> 4)])
                json.append(digits[Int(byte & 15)])
            default:
                json.append(byte)
            }
        }
        json.append(UInt8(ascii: "\""))
    }
}
