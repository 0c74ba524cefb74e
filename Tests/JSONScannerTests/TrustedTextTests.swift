import JSONScanner
import Testing

/// Text that was never validated must be read within its bounds, and to an end.
@Suite struct TrustedTextTests {
    @Test func `reads JSON as the validating reader does`() throws {
        let bytes = Array(SampleDocument.day(readings: 30, seed: 5).utf8)
        let validated = try withJSON(bytes[...]) { Self.visit($0) }
        #expect(withTrustedJSON(bytes[...]) { Self.visit($0) } == validated)
        #expect(validated > 30 * 4)
    }

    @Test func `comes to an end on random bytes`() {
        var generator = SeededGenerator(seed: 17)
        let alphabet = Array("{}[]\",:\\u0d8 tfn-1.eE".utf8)
        for _ in 0..<30_000 {
            let count = Int.random(in: 0...60, using: &generator)
            let bytes = (0..<count).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator) : alphabet.randomElement(using: &generator) ?? 0
            }
            #expect(withTrustedJSON(bytes[...]) { Self.visit($0) } >= 1)
        }
    }

    @Test func `comes to an end on a damaged or cut document`() {
        var generator = SeededGenerator(seed: 23)
        let document = Array(SampleDocument.day(readings: 3, seed: 1).utf8)
        for length in 0...document.count {
            var bytes = Array(document[..<length])
            _ = withTrustedJSON(bytes[...]) { Self.visit($0) }
            for _ in 0..<min(length, 5) {
                bytes[Int.random(in: 0..<length, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            #expect(withTrustedJSON(bytes[...]) { Self.visit($0) } >= 1)
        }
    }

    @Test(arguments: [
        "", " ", "[", "{", "\"", "\\", "[\"", "{\"a", "{\"a\"", "{\"a\":", "-", "t", "[,,]", "{:}", "[1", "\"a\\",
    ])
    func `gives what there is for a stump`(_ text: String) {
        let bytes = Array(text.utf8)
        withTrustedJSON(bytes[...]) { root in
            #expect(root["a"] == nil)
            #expect(root.double == nil)
            #expect(root.elements.allSatisfy { $0.kind != .object })
        }
    }

    @Test func `reads nesting of any depth without recursion`() {
        let bytes = Array(String(repeating: "[", count: 100_000).utf8)
        withTrustedJSON(bytes[...]) { root in
            #expect(root.range == 0..<100_000)
            #expect(root.elements.map { $0.range.count } == [99_999])
            #expect(root["a"] == nil)
        }
    }

    /// Reads everything that a value offers, and counts the values.
    private static func visit(_ value: JSONValue) -> Int {
        var count = 1
        _ = value.string
        _ = value.isUnstorableString
        _ = value.double
        _ = value.integer
        _ = value.bool
        _ = value["user"]
        for (key, member) in value.members {
            _ = key.string
            _ = key == "user"
            count += visit(member)
        }
        for element in value.elements { count += visit(element) }
        return count
    }
}
