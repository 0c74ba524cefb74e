/// Takes the text of a JSON array apart without changing a byte of its elements. Knows strings and brackets, and
/// trusts the rest: it is for texts whose elements are then compared with what they must be.
enum JSONElements {
    /// The elements' texts without the white space around them; the whole text as one element if it is no array.
    static func split(_ text: [UInt8]) -> [[UInt8]] {
        guard text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") else { return [text] }
        var elements: [[UInt8]] = []
        var start = 1
        var depth = 0
        var isInString = false
        var isEscaped = false
        for index in 1..<(text.count - 1) {
            let byte = text[index]
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ",") where depth == 0:
                elements.append(trimmed(text[start..<index]))
                start = index + 1
            default: break
            }
        }
        elements.append(trimmed(text[start..<(text.count - 1)]))
        return elements
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let space = Set(" \t\r\n".utf8)
        let rest = text.drop { space.contains($0) }
        let end = rest.lastIndex { !space.contains($0) }
        return end.map { Array(rest[...$0]) } ?? []
    }
}
