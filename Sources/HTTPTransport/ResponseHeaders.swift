/// The headers of a response, kept as they came and searched on demand: most responses are never asked for one.
package struct ResponseHeaders: Sendable {
    /// Header lines, each with its line break.
    private let lines: [UInt8]

    init(lines: [UInt8]) {
        self.lines = lines
    }

    /// The value of the first header of that name, in any case, without the spaces around it.
    package subscript(name: String) -> String? {
        var name = name
        return lines.withUnsafeBytes { lines in
            name.withUTF8 { Self.value(of: UnsafeRawBufferPointer($0), in: lines) }
        }
    }

    private static func value(of name: UnsafeRawBufferPointer, in lines: UnsafeRawBufferPointer) -> String? {
        var start = 0
        while start < lines.count {
            var end = start
            while end < lines.count, !isLineBreak(lines[end]) { end += 1 }
            let colon = start + name.count
            if colon < end, lines[colon] == UInt8(ascii: ":"), isSame(lines[start..<colon], name) {
                return trimmed(lines[(colon + 1)..<end])
            }
            start = end + 1
        }
        return nil
    }

    private static func trimmed(_ value: Slice<UnsafeRawBufferPointer>) -> String {
        var value = value.drop(while: isSpace)
        while let last = value.last, isSpace(last) { value.removeLast() }
        return String(decoding: value, as: UTF8.self)
    }

    private static func isSame(_ left: Slice<UnsafeRawBufferPointer>, _ right: UnsafeRawBufferPointer) -> Bool {
        zip(left, right).allSatisfy { lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }
}
