/// Writes BSON (bsonspec.org, version 1.1): a document is its length in bytes (int32, little-endian), elements, and a
/// zero byte; an element is its type, its name ended by a zero byte, and its value.
struct BSONWriter {
    enum ElementType: UInt8 {
        case double = 0x01
        case string = 0x02
        case document = 0x03
        case array = 0x04
        case binary = 0x05
        case bool = 0x08
        case date = 0x09
        case null = 0x0A
        case int32 = 0x10
        case int64 = 0x12
        case decimal128 = 0x13
    }

    private(set) var bytes: [UInt8] = []

    /// Begins a document or an array, or the whole; returns what `end` needs to know.
    mutating func begin() -> Int {
        append(Int32(0))
        return bytes.count - 4
    }

    /// Ends the document that began there.
    mutating func end(_ start: Int) {
        bytes.append(0)
        let length = UInt32(bytes.count - start)
        for index in 0..<4 { bytes[start + index] = UInt8(truncatingIfNeeded: length >> (8 * UInt32(index))) }
    }

    /// The document that `body` writes.
    static func document(_ body: (inout BSONWriter) -> Void) -> [UInt8] {
        var writer = BSONWriter()
        let start = writer.begin()
        body(&writer)
        writer.end(start)
        return writer.bytes
    }

    /// Begins an element; `name` must hold no zero byte.
    mutating func element(_ type: ElementType, _ name: some Sequence<UInt8>) {
        bytes.append(type.rawValue)
        bytes.append(contentsOf: name)
        bytes.append(0)
    }

    mutating func string(_ name: StaticString, _ value: String) {
        element(.string, name)
        string(value.utf8)
    }

    mutating func string(_ name: StaticString, _ value: String?) {
        guard let value else { return element(.null, name) }
        string(name, value)
    }

    mutating func int32(_ name: StaticString, _ value: Int32) {
        element(.int32, name)
        append(value)
    }

    mutating func int64(_ name: StaticString, _ value: Int64) {
        element(.int64, name)
        append(value)
    }

    mutating func bool(_ name: StaticString, _ value: Bool) {
        element(.bool, name)
        bytes.append(value ? 1 : 0)
    }

    /// `milliseconds` since 1970.
    mutating func date(_ name: StaticString, milliseconds: Int64) {
        element(.date, name)
        append(milliseconds)
    }

    mutating func binary(_ name: StaticString, _ value: some Collection<UInt8>) {
        element(.binary, name)
        append(Int32(value.count))
        bytes.append(0)
        bytes.append(contentsOf: value)
    }

    mutating func document(_ name: StaticString, _ body: (inout BSONWriter) -> Void) {
        element(.document, name)
        let start = begin()
        body(&self)
        end(start)
    }

    /// An array of `count` documents, each written by `body`.
    mutating func array(_ name: StaticString, _ count: Int, _ body: (inout BSONWriter, Int) -> Void) {
        element(.array, name)
        let start = begin()
        for position in 0..<count {
            element(.document, String(position).utf8)
            let document = begin()
            body(&self, position)
            end(document)
        }
        end(start)
    }

    /// Writes an element whose value is written already, as a value of `type`.
    mutating func raw(_ type: ElementType, _ name: StaticString, _ value: some Sequence<UInt8>) {
        element(type, name)
        bytes.append(contentsOf: value)
    }

    /// The value of a string element.
    mutating func string(_ value: some Collection<UInt8>) {
        append(Int32(value.count + 1))
        bytes.append(contentsOf: value)
        bytes.append(0)
    }

    /// Undoes what was written since there were `count` bytes.
    mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

    mutating func append<Integer: FixedWidthInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(byte: UInt8) { bytes.append(byte) }

    private mutating func element(_ type: ElementType, _ name: StaticString) {
        bytes.append(type.rawValue)
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(0)
    }
}
