import JSONScanner
import Testing

@Suite struct SyntaxErrorTests {
    @Test(arguments: [
        ("", "the text is empty", 0, 1, 1),
        ("\n ", "the text is empty", 2, 2, 2),
        ("\u{FEFF}{}", "the text starts with a byte order mark, which JSON does not allow", 0, 1, 1),
        ("{\"a\":1,\n \"b\":}", "a value is missing here", 13, 2, 6),
        ("{\"a\":1,}", "a member's name in double quotes is missing here", 7, 1, 8),
        ("{1}", "a member's name in double quotes or the end of the object is missing here", 1, 1, 2),
        ("{\"a\" 1}", "a colon is missing after the member's name", 5, 1, 6),
        ("{\"a\":1 2}", "a comma or the end of the object is missing here", 7, 1, 8),
        ("[1\n2]", "a comma or the end of the array is missing here", 3, 2, 1),
        ("[1,]", "a value is missing here", 3, 1, 4),
        ("[1]\n\nx", "there is more text after the end of the JSON value", 5, 3, 1),
        ("[tru]", "neither true, false nor null", 1, 1, 2),
        ("[nul", "the text ends too early", 4, 1, 5),
        ("[nux", "neither true, false nor null", 1, 1, 2),
        ("[01]", "a number must not have leading zeros", 1, 1, 2),
        ("[1.]", "a digit is missing in a number", 3, 1, 4),
        ("[1e+", "the text ends too early", 4, 1, 5),
        ("[\"é\n\"]", "a control character in a string is not escaped", 4, 1, 5),
        ("[\"\\x\"]", "a backslash in a string is not followed by one of the escapes that JSON knows", 2, 1, 3),
        ("[\"\\u00g0\"]", "a Unicode escape needs four hexadecimal digits", 2, 1, 3),
        ("[\"abc", "the text ends inside a string", 5, 1, 6),
        ("[\"abc\\", "the text ends inside a string", 6, 1, 7),
        ("[\"abc\\u00", "the text ends inside a string", 9, 1, 10),
        ("{\"a\":[1", "the text ends too early", 7, 1, 8),
        ("{", "the text ends too early", 1, 1, 2),
    ])
    func `says what is wrong and where`(_ text: String, message: String, offset: Int, line: Int, column: Int) {
        let expected = JSONSyntaxError(message: message, offset: offset, line: line, column: column)
        #expect(fault(text) == expected)
    }

    @Test func `counts lines and columns in long texts`() {
        let lines = (0..<1000).map { "\(String(repeating: " ", count: $0 % 23))1," }
        let error = fault("[\n" + lines.joined(separator: "\n") + "\n  ]")
        #expect(error?.line == 1002)
        #expect(error?.column == 3)
    }

    @Test func `refuses a document cut anywhere, and says that it ends`() {
        let document = Array(SampleDocument.day(readings: 20, seed: 3).utf8)
        #expect(fault(document) == nil)
        for length in 1..<document.count {
            guard let error = fault(Array(document[..<length])) else {
                Issue.record("accepted after \(length) bytes")
                continue
            }
            let isCutCharacter = error.message == "the text is not valid UTF-8" && error.offset >= length - 3
            #expect(isCutCharacter || (error.message.hasPrefix("the text ends") && error.offset == length))
        }
    }

    @Test func `limits how deep a text is nested`() {
        let deep = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
        #expect(fault(deep) == nil)
        #expect(fault("[\(deep)]")?.message == "objects and arrays are nested more than 256 deep")
        #expect(fault("[\(deep)]")?.offset == 256)
        #expect(fault("{\"a\":[]}", maxDepth: 2) == nil)
        #expect(fault("{\"a\":[{}]}", maxDepth: 2)?.offset == 6)
        #expect(fault(String(repeating: "[", count: 100_000))?.offset == 256)
        #expect(fault(String(repeating: "{\"a\":", count: 100_000))?.offset == 256 * 5)
        #expect(fault(String(repeating: "[", count: 100_000), maxDepth: 200_000)?.offset == 100_000)
    }
}
