import JSONScanner
import Testing

@Suite struct JSONCursorTests {
    /// What a cursor meets on its way through everything: names, brackets and what is neither.
    private func walk(_ text: String) -> [String] {
        withTrustedJSON(Array(text.utf8)[...]) { root in
            var cursor = JSONCursor(root)
            var steps: [String] = []
            visit(&cursor, &steps)
            return steps
        }
    }

    private func visit(_ cursor: inout JSONCursor, _ steps: inout [String]) {
        if cursor.enterObject() {
            steps.append("{")
            while let key = cursor.nextMember() {
                steps.append(key.string + ":")
                visit(&cursor, &steps)
            }
            steps.append("}")
        } else if cursor.enterArray() {
            steps.append("[")
            while cursor.nextElement() { visit(&cursor, &steps) }
            steps.append("]")
        } else {
            let value = cursor.value()
            steps.append(String(decoding: value.bytes, as: UTF8.self))
        }
    }

    @Test func everythingIsMetOnceInItsOrder() {
        let text = #" { "a" : [ 1 , {"b":null} , [ ] , {} ] , "c\u0041" : "x,]}" , "d":-1.5e3 } "#
        #expect(
            walk(text) == [
                "{", "a:", "[", "1", "{", "b:", "null", "}", "[", "]", "{", "}", "]", "cA:", #""x,]}""#, "d:", "-1.5e3",
                "}",
            ]
        )
    }

    @Test func whatIsNotEnteredIsTakenWhole() {
        let text = #"{"skip":{"a":[1,2,{"b":"}"}]},"keep":[7,[8]]}"#
        let found = withTrustedJSON(Array(text.utf8)[...]) { root in
            var cursor = JSONCursor(root)
            var found: [String] = []
            let isArray = cursor.enterArray()
            let isObject = cursor.enterObject()
            #expect(!isArray && isObject)
            while cursor.nextMember() != nil { found.append(String(decoding: cursor.value().bytes, as: UTF8.self)) }
            return found
        }
        #expect(found == [#"{"a":[1,2,{"b":"}"}]}"#, "[7,[8]]"])
    }

    @Test(arguments: [
        "", "{", "[", "[1", "{\"a\"", "{\"a\":", "{\"a\":[", "{a:1}", "[,]", "{,}", "[1 2]", "{\"a\" 1}", "]", "}",
        "[}", "{]",
        "[:]", "\"", "[\"", "{\"a\":}", "[[[[", "{\"a\":{\"a\":{",
    ])
    func onTextThatIsNoJSONItEnds(text: String) {
        #expect(walk(text).count < 100)
    }
}
