import JSONScanner
import Testing

@Suite struct JSONLinesTests {
    @Test(arguments: [
        ("", []), ("\n", []), ("a", ["1:a"]), ("a\n", ["1:a"]), ("a\nb", ["1:a", "2:b"]),
        ("a\r\nb\r\n", ["1:a", "2:b"]),
        ("\n\na\n \t\r\n\nb\n\n", ["3:a", "6:b"]), ("\r\n", []), (" {} \n", ["1: {} "]), ("a\rb\n", ["1:a\rb"]),
        (
            "{\"long\":\"0123456789\"}\n{\"long\":\"0123456789\"}",
            ["1:{\"long\":\"0123456789\"}", "2:{\"long\":\"0123456789\"}"]
        ),
    ])
    func `splits a body into its lines`(_ body: String, expected: [String]) {
        let bytes = Array("##\(body)##\n".utf8)
        let slice = bytes[2..<bytes.count - 3]
        let lines = JSONLines(slice).map { "\($0.number):\(String(decoding: slice[$0.range], as: UTF8.self))" }
        #expect(lines == expected)
    }
}
