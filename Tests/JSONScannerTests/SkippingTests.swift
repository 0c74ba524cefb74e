import JSONScanner
import Testing

/// Where objects and arrays end that are passed over, which is found in blocks of 64 bytes.
@Suite struct SkippingTests {
    @Test func `finds the end of containers of any shape, at any place of a block`() {
        var generator = SeededGenerator(seed: 41)
        for round in 0..<4_000 {
            let container = Self.container(levels: round % 6, &generator)
            let space = String(repeating: " ", count: Int.random(in: 0...70, using: &generator))
            let rest = String(repeating: "7", count: Int.random(in: 0...140, using: &generator))
            let bytes = Array("[\(space)\(container),\"\(rest)]{\"]".utf8)
            withTrustedJSON(bytes[...]) { root in
                let elements = Array(root.elements)
                #expect(elements.count == 2)
                let start = 1 + space.utf8.count
                #expect(elements.first?.range == start..<(start + container.utf8.count))
            }
        }
    }

    @Test(arguments: 0...130)
    func `is not misled by an escape, wherever it stands`(_ position: Int) {
        for escape in [#"\""#, #"\\"#, #"\\\""#, #"\u007d"#] {
            let text = String(repeating: "}", count: position) + escape + String(repeating: "]", count: 130 - position)
            let container = "{\"a\":[\"\(text)\"],\"b\":\"}\"}"
            let bytes = Array("[\(container),[]]".utf8)
            withTrustedJSON(bytes[...]) { root in
                #expect(root.elements.map(\.range.count) == [container.utf8.count, 2])
            }
        }
    }

    private static func container(levels: Int, _ generator: inout SeededGenerator) -> String {
        let count = Int.random(in: 0...4, using: &generator)
        let isObject = Bool.random(using: &generator)
        let members = (0..<count).map { _ in
            let value =
                levels > 0 && Bool.random(using: &generator)
                ? container(levels: levels - 1, &generator) : string(&generator)
            return isObject ? "\(string(&generator)):\(value)" : value
        }
        let text = members.joined(separator: Bool.random(using: &generator) ? "," : " , ")
        return isObject ? "{\(text)}" : "[\(text)]"
    }

    /// Mostly brackets and quotes, which are none of the structure.
    private static func string(_ generator: inout SeededGenerator) -> String {
        let hasEscapes = Int.random(in: 0..<4, using: &generator) == 0
        let alphabet = ["{", "}", "[", "]", ",", ":", "a", "é"] + (hasEscapes ? [#"\""#, #"\\"#, #"\n"#] : [])
        let count = Int.random(in: 0...40, using: &generator)
        return "\"" + (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? "a" }.joined() + "\""
    }
}
