import JSONScanner
import Testing

@Suite struct GrammarTests {
    @Test(arguments: [
        "0", "-0", "1", "10", "-12", "0.5", "1.25", "1e5", "1E+5", "1e-5", "0e0", "1e400", "-1.5E10", "\"\"", "\"a\"",
        "true", "false", "null", "[]", "{}", "[1]", "[1,2]", "{\"a\":1}", "{\"a\":1,\"b\":[]}", " [ ] ", "\t{\r\n}\n",
        "{ \"a\" : { } , \"a\" : [ { } ] }", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"", "\"\\ud800\"",
        "\"\u{7F}\"", "\"é\u{800}\u{FFFF}\u{10000}\u{10FFFF}\"", "\"日本語テキスト\"", "[\"a\",{\"b\":null}]",
        "[[[[[[]]]]]]", "123456789012345678901234567890", "[-1,0.0,true]",
    ])
    func `takes`(_ text: String) {
        #expect(fault(text) == nil)
        // Also with something behind it in memory, and at another alignment.
        let bytes = Array("xyz\(text)\"]}".utf8)
        #expect(throws: Never.self) { try validateJSON(bytes[3..<bytes.count - 3]) }
    }

    @Test(arguments: [
        "", " ", "\n\t", "{", "}", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
        "{,}", "{a:1}", "{1:1}", "{'a':1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "[}", "{]", "[1}", "{\"a\":1]", "1 2",
        "[] []", "01", "-", "-a", "+1", ".5", "1.", "1.e5", "1e", "1e+", "0x10", "00", "-01", "NaN", "Infinity", "tru",
        "True", "nul", "nulll", "falsee", "truefalse", "\"", "\"a", "\"\\\"", "\"\\", "\"\\x\"", "\"\\u12\"",
        "\"\\u12G4\"", "\"\\u\"", "\"\u{1}\"", "\"\n\"", "\"\t\"", "\u{FEFF}{}", "[1]\u{0}", "\u{0}", "/**/1", "[1]//",
        "\u{A0}1", "\u{B}1", "é", "[é]", "'a'", "undefined", "{\"a\":1}}", "[1]]", "[\"a\":1]", "{\"a\",1}",
    ])
    func `refuses`(_ text: String) {
        #expect(fault(text) != nil)
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE],
            [0xFF],
        ] as [[UInt8]]
    )
    func `names the byte at which a text is no UTF-8`(_ bad: [UInt8]) {
        for padding in 0..<20 {
            let head = Array("[\"é\(String(repeating: "a", count: padding))".utf8)
            let error = fault(head + bad + Array("\"]".utf8))
            #expect(error?.message == "the text is not valid UTF-8")
            #expect(error?.offset == head.count)
        }
    }

    @Test func `finds a control character or a bad escape wherever it stands in a string`() {
        for padding in 0..<40 {
            let plain = String(repeating: "a", count: padding)
            for control in UInt8(0)..<0x20 {
                let error = fault(Array("\"\(plain)".utf8) + [control] + Array("bbbbbbbbbbbb\"".utf8))
                #expect(error?.offset == padding + 1)
                #expect(error?.message == "a control character in a string is not escaped")
            }
            #expect(fault("\"\(plain)\\qbbbbbbbbbbbb\"")?.offset == padding + 1)
            #expect(fault("\"\(plain)\u{7F}!\" \"")?.offset == padding + 5)
            #expect(fault("\"\(plain)\u{7F}!\"") == nil)
        }
    }
}

/// The fault of a text; nil if it is JSON.
func fault(_ text: String, maxDepth: Int = 256) -> JSONSyntaxError? { fault(Array(text.utf8), maxDepth: maxDepth) }

func fault(_ bytes: [UInt8], maxDepth: Int = 256) -> JSONSyntaxError? {
    do throws(JSONSyntaxError) {
        try validateJSON(bytes[...], maxDepth: maxDepth)
        return nil
    } catch {
        return error
    }
}
