/// Writes JSON.
struct JSONText {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func string(_ text: String?) {
        if let text { string(text) } else { raw("null") }
    }

    mutating func number(_ number: (some LosslessStringConvertible)?) {
        if let number { bytes.append(contentsOf: number.description.utf8) } else { raw("null") }
    }

    /// A member of an object whose value is an array: one of the columns that rows are sent as.
    mutating func column<Row>(_ name: StaticString, _ rows: [Row], _ write: (inout JSONText, Row) -> Void) {
        if bytes.last != UInt8(ascii: "{") { raw(",") }
        raw("\"")
        raw(name)
        raw("\":[")
        for (index, row) in rows.enumerated() {
            if index > 0 { raw(",") }
            write(&self, row)
        }
        raw("]")
    }
}
