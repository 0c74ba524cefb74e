import FirestoreDestination
import JSONScanner
import Testing

/// The table at `FieldsEncoder`, row by row.
@Suite struct FieldsEncoderTests {
    private func encoded(_ json: String) throws -> (fields: String, isExact: Bool) {
        let encoder = FieldsEncoder(ArraySlice(json.utf8))
        // Whatever was read, what is written is JSON.
        try validateJSON([UInt8(ascii: "{")] + encoder.json[...] + [UInt8(ascii: "}")])
        return (String(decoding: encoder.json, as: UTF8.self), encoder.isExact)
    }

    @Test(arguments: [
        ("0", #"{"integerValue":"0"}"#),
        ("-12", #"{"integerValue":"-12"}"#),
        ("9223372036854775807", #"{"integerValue":"9223372036854775807"}"#),
        ("-9223372036854775808", #"{"integerValue":"-9223372036854775808"}"#),
        ("-0", #"{"doubleValue":-0.0}"#),
        ("1.0", #"{"doubleValue":1.0}"#),
        ("5.5", #"{"doubleValue":5.5}"#),
        ("0.1e1", #"{"doubleValue":0.1e1}"#),
        ("1E+22", #"{"doubleValue":1E+22}"#),
        ("0.30000000000000004", #"{"doubleValue":0.30000000000000004}"#),
        ("100000000000000000000", #"{"doubleValue":1e+20}"#),
        ("true", #"{"booleanValue":true}"#),
        ("null", #"{"nullValue":null}"#),
        (#""2026-09-15T00:00:00+01:00""#, #"{"stringValue":"2026-09-15T00:00:00+01:00"}"#),
        (#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#, #"{"stringValue":"a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}"#),
        (#""before\u0000after""#, #"{"stringValue":"before\u0000after"}"#),
        ("{}", #"{"mapValue":{"fields":{}}}"#),
        ("[]", #"{"arrayValue":{"values":[]}}"#),
        (
            #"{"a":[1,{"b":null}]}"#,
            #"{"mapValue":{"fields":{"a":{"arrayValue":{"values":[{"integerValue":"1"},"#
                + #"{"mapValue":{"fields":{"b":{"nullValue":null}}}}]}}}}}"#
        ),
    ])
    func aValueThatATypeHolds(json: String, value: String) throws {
        let (fields, isExact) = try encoded(#"{"x": \#(json) }"#)
        #expect(fields == #""x":\#(value)"#)
        #expect(isExact)
    }

    @Test(arguments: [
        ("9223372036854775808", #"{"stringValue":"9223372036854775808"}"#),
        ("123456789012345678901234567890", #"{"stringValue":"123456789012345678901234567890"}"#),
        ("1e400", #"{"stringValue":"1e400"}"#),
        ("-1E+400", #"{"stringValue":"-1E+400"}"#),
        ("1e-400", #"{"doubleValue":0.0}"#),
        ("3.14159265358979323846", #"{"doubleValue":3.141592653589793}"#),
        (#""\ud83d""#, "{\"stringValue\":\"\u{FFFD}\"}"),
        (
            "[[1],[]]",
            #"{"arrayValue":{"values":[{"mapValue":{"fields":{"values":{"arrayValue":{"values":[{"integerValue":"1"}]}}}}},"#
                + #"{"mapValue":{"fields":{"values":{"arrayValue":{"values":[]}}}}}]}}"#
        ),
    ])
    func aValueThatNoTypeHolds(json: String, value: String) throws {
        let (fields, isExact) = try encoded(#"{"x":\#(json)}"#)
        #expect(fields == #""x":\#(value)"#)
        #expect(!isExact)
    }

    @Test(arguments: [
        (#"{"a":1,"a":2,"b":3}"#, #""a":{"integerValue":"2"},"b":{"integerValue":"3"}"#),
        (#"{"a":1,"\u0061":2}"#, #""a":{"integerValue":"2"}"#),
        (#"{"":1,"b":3}"#, #""b":{"integerValue":"3"}"#),
        (#"{"__a__":1,"____":1,"__":2}"#, #""__":{"integerValue":"2"}"#),
        (
            #"{"distributary":1,"b":{"distributary":1}}"#,
            #""b":{"mapValue":{"fields":{"distributary":{"integerValue":"1"}}}}"#
        ),
    ])
    func aNameThatCannotBeAField(json: String, expected: String) throws {
        let (fields, isExact) = try encoded(json)
        #expect(fields == expected)
        #expect(!isExact)
    }

    @Test(arguments: [
        (#"{"a.b`c":1}"#, #""a.b`c":{"integerValue":"1"}"#),
        (#"{"a\"\\b":1}"#, #""a\"\\b":{"integerValue":"1"}"#),
        (#"{"\u00e9\n":1}"#, "\"é\\u000a\":{\"integerValue\":\"1\"}"),
    ])
    func aNameThatNeedsNoQuotesBeyondThoseOfJSON(json: String, expected: String) throws {
        let (fields, isExact) = try encoded(json)
        #expect(fields == expected)
        #expect(isExact)
    }

    @Test func manyNamesAreComparedToo() throws {
        let members = (0..<40).map { #""name-\#($0)":\#($0)"# }
        #expect(try encoded("{\(members.joined(separator: ","))}").isExact)
        let (fields, isExact) = try encoded("{\((members + [#""name-7":99"#]).joined(separator: ","))}")
        #expect(!isExact)
        #expect(fields.contains(#""name-7":{"integerValue":"99"}"#))
        #expect(!fields.contains(#""name-7":{"integerValue":"7"}"#))
    }

    @Test func whatIsTooDeepIsKeptAsText() throws {
        let deep = String(repeating: #"{"a":"#, count: 20) + "1" + String(repeating: "}", count: 20)
        #expect(try encoded(#"{"x":\#(deep)}"#).isExact)
        let (fields, isExact) = try encoded(#"{"x":{"a":\#(deep)}}"#)
        #expect(!isExact)
        #expect(fields.contains(#"{"stringValue":"{\"a\":1}"}"#))
    }

    @Test func countsAsTheDocumentationDoes() {
        // The fields of the example in Google's documentation: 71 bytes without what a document has beside them.
        let json = #"{"type":"Personal","done":false,"priority":1,"description":"Learn Cloud Firestore"}"#
        #expect(FieldsEncoder(ArraySlice(json.utf8)).size == 71)
        #expect(FieldsEncoder(ArraySlice(#"{"é":"\u00e9","a":[null,1.5]}"#.utf8)).size == 3 + 3 + 2 + 1 + 8)
    }
}
