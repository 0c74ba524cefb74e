/// The name of an object's member, compared without being copied: `switch key { case "type": … }`.
package struct JSONKey {
    let text: UnsafeRawBufferPointer
    /// Between the quotes.
    let range: Range<Int>
    /// Whether what is written between the quotes is not the name itself.
    package let isEscaped: Bool

    /// What is written between the quotes, as a slice of the bytes that were handed to `withJSON` or `withTrustedJSON`.
    package func slice(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound]
    }

    /// The name, unescaped.
    package var string: String { StringDecoder.string(raw, isEscaped: isEscaped) }

    /// Hands the name's bytes, unescaped, to `body`, and copies them only if there is something to unescape.
    package func withBytes<R, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
        if isEscaped { return try StringDecoder.withBytes(raw, body) }
        return try body(raw.assumingMemoryBound(to: UInt8.self))
    }

    @inline(__always)
    package static func == (key: JSONKey, name: StaticString) -> Bool {
        guard name.hasPointerRepresentation else {
            return name.withUTF8Buffer { key.equals(UnsafeRawBufferPointer($0)) }
        }
        return key.equals(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    @inline(__always)
    package static func ~= (name: StaticString, key: JSONKey) -> Bool { key == name }

    @inline(__always)
    func equals(_ name: UnsafeRawBufferPointer) -> Bool {
        guard isEscaped else { return Lanes.equal(raw, name) }
        return StringDecoder.withBytes(raw) { Lanes.equal(UnsafeRawBufferPointer($0), name) }
    }

    private var raw: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: text[range]) }
}
