/// Writes JSON, byte by byte.
enum JSONText {
    /// Appends a string with its quotes.
    static func append(_ text: String, to json: inout [UInt8]) {
        append(text.utf8, to: &json)
    }

    /// Appends UTF-8 as a string with its quotes.
    static func append(_ text: some Sequence<UInt8>, to json: inout [UInt8]) {
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
