/// The headers of a response, kept as they came and searched on demand: most responses are never asked for one.
package struct ResponseHeaders: Sendable {
    /// Header lines, each with its line break.
    private let lines: [UInt8]

    init(lines: [UInt8]) {
        self.lines = lines
    }

    /// The value of the first header of that name, in any case, without the spaces around it.
    package subscript(name: String) -> String? {
        let name = Array(name.utf8)
        for line in lines.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon - line.startIndex == name.count,
                zip(line, name).allSatisfy({ Self.lowercased($0) == Self.lowercased($1) })
            else { continue }
            var value = line[(colon + 1)...].drop(while: Self.isSpace)
            while let last = value.last, Self.isSpace(last) { value.removeLast() }
            return String(decoding: value, as: UTF8.self)
        }
        return nil
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
