/// Reads little-endian integers and strings with their lengths off the front of a byte sequence.
struct ByteReader {
    private(set) var bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(FormatError) -> T {
        let value = try take(MemoryLayout<T>.size).withUnsafeBytes { $0.loadUnaligned(as: T.self) }
        return T(littleEndian: value)
    }

    mutating func string() throws(FormatError) -> String {
        let length = try integer(UInt32.self)
        return String(decoding: try take(Int(length)), as: UTF8.self)
    }

    mutating func take(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
        guard bytes.count >= count else { throw .damaged }
        defer { bytes.removeFirst(count) }
        return bytes.prefix(count)
    }
}

extension [UInt8] {
    mutating func append<T: FixedWidthInteger>(littleEndian value: T) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    /// The string's UTF-8 bytes behind their number.
    mutating func append(counted string: String) {
        append(littleEndian: UInt32(string.utf8.count))
        append(contentsOf: string.utf8)
    }
}
