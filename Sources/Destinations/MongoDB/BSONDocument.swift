/// A BSON document that came from libmongoc, read by name. What is damaged or of an unknown type ends the reading.
struct BSONDocument {
    enum Value {
        case number(Int64)
        case string(String)
        case bool(Bool)
        case document(BSONDocument)
        case other
    }

    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// Names and values in order; those of an array have the names `0`, `1`, ….
    var elements: [(name: String, value: Value)] {
        var elements: [(name: String, value: Value)] = []
        var position = bytes.startIndex + 4
        while position < bytes.endIndex - 1 {
            let type = bytes[position]
            guard let end = bytes[(position + 1)...].firstIndex(of: 0) else { break }
            let name = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
            guard let (value, length) = value(type, at: end + 1) else { break }
            elements.append((name, value))
            position = end + 1 + length
        }
        return elements
    }

    subscript(name: String) -> Value? { elements.first { $0.name == name }?.value }

    func number(_ name: String) -> Int64? {
        guard case .number(let number) = self[name] else { return nil }
        return number
    }

    func string(_ name: String) -> String? {
        guard case .string(let string) = self[name] else { return nil }
        return string
    }

    /// The documents of an array, or the document itself.
    func documents(_ name: String) -> [BSONDocument] {
        guard case .document(let array) = self[name] else { return [] }
        return array.elements.compactMap { element in
            guard case .document(let document) = element.value else { return nil }
            return document
        }
    }

    private func value(_ type: UInt8, at start: Int) -> (Value, length: Int)? {
        switch type {
        case 0x01: fixed(8, at: start).map { _ in (.other, 8) }
        case 0x02: length(at: start).flatMap { string($0, at: start) }
        case 0x03, 0x04: length(at: start).flatMap { document($0, at: start) }
        case 0x05: length(at: start).flatMap { $0 >= 0 ? (.other, $0 + 5) : nil }
        case 0x07: (.other, 12)
        case 0x08: fixed(1, at: start).map { (.bool($0 != 0), 1) }
        case 0x09, 0x11: (.other, 8)
        case 0x0A: (.other, 0)
        case 0x10: fixed(4, at: start).map { (.number(Int64(Int32(truncatingIfNeeded: $0))), 4) }
        case 0x12: fixed(8, at: start).map { (.number($0), 8) }
        case 0x13: (.other, 16)
        default: nil
        }
    }

    private func length(at start: Int) -> Int? { fixed(4, at: start).map { Int(Int32(truncatingIfNeeded: $0)) } }

    private func string(_ length: Int, at start: Int) -> (Value, length: Int)? {
        guard length > 0, start + 4 + length <= bytes.endIndex else { return nil }
        return (.string(String(decoding: bytes[(start + 4)..<(start + 3 + length)], as: UTF8.self)), length + 4)
    }

    private func document(_ length: Int, at start: Int) -> (Value, length: Int)? {
        guard length >= 5, start + length <= bytes.endIndex else { return nil }
        return (.document(BSONDocument(bytes[start..<(start + length)])), length)
    }

    private func fixed(_ count: Int, at start: Int) -> Int64? {
        guard start + count <= bytes.endIndex else { return nil }
        var number: UInt64 = 0
        for index in 0..<count { number |= UInt64(bytes[start + index]) << (8 * UInt64(index)) }
        return Int64(bitPattern: number)
    }
}
