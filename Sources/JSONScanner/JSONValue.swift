/// A value inside a JSON text that has been validated as a whole, or that is trusted to have been. It points into the
/// text's memory: use it only inside the closure that `withJSON` or `withTrustedJSON` handed it to.
package struct JSONValue {
    package enum Kind: Sendable {
        case object
        case array
        case string
        case number
        case bool
        case null
    }

    /// The whole text.
    let text: UnsafeRawBufferPointer
    /// Where the value lies in the text, without surrounding white space; offsets from the text's first byte.
    package let range: Range<Int>

    init(text: UnsafeRawBufferPointer, range: Range<Int>) {
        self.text = text
        self.range = range
    }

    /// What the value is by its first character.
    package var kind: Kind {
        guard !range.isEmpty else { return .null }
        switch text[range.lowerBound] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        default: return .null
        }
    }

    /// The value of an object's member; the last one where the key is there twice. Nil if absent or not an object.
    package subscript(_ key: StaticString) -> JSONValue? {
        key.withUTF8Buffer { member(UnsafeRawBufferPointer($0)) }
    }

    /// As the other subscript, for keys known only at run time.
    package subscript(_ key: String) -> JSONValue? {
        var key = key
        return key.withUTF8 { member(UnsafeRawBufferPointer($0)) }
    }

    /// The members of an object, keys not copied; empty if the value is none.
    package var members: JSONMembers { JSONMembers(of: self) }

    /// The elements of an array; empty if the value is none.
    package var elements: JSONElements { JSONElements(of: self) }

    /// Calls `body` for each member in the order of the text; the key is unescaped.
    package func forEachMember<E: Error>(_ body: (String, JSONValue) throws(E) -> Void) throws(E) {
        for (key, value) in members { try body(key.string, value) }
    }

    /// Calls `body` for each element of an array, in order.
    package func forEachElement<E: Error>(_ body: (Int, JSONValue) throws(E) -> Void) throws(E) {
        var index = 0
        for element in elements {
            try body(index, element)
            index += 1
        }
    }

    package var bool: Bool? {
        guard kind == .bool else { return nil }
        return text[range.lowerBound] == UInt8(ascii: "t")
    }

    /// The value's own bytes, as a slice of the bytes that were handed to `withJSON` or `withTrustedJSON`.
    package func slice(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound]
    }

    /// The value's own bytes, where they lie.
    package var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeRawBufferPointer(rebasing: text[range]).assumingMemoryBound(to: UInt8.self)
    }

    private func member(_ name: UnsafeRawBufferPointer) -> JSONValue? {
        var found: JSONValue?
        for (key, value) in members where key.equals(name) { found = value }
        return found
    }
}
