import Foundation
import JSONScanner
import Testing

@Suite struct ScalarTests {
    @Test(arguments: [
        ("\"\"", ""), ("\"abc\"", "abc"), ("\"\\u00e9\"", "é"), ("\"\\uD83D\\uDE00!\"", "😀!"), ("\"日本\"", "日本"),
        ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{C}\n\r\t"), ("\"a\\ud83d\"", "a\u{FFFD}"),
        ("\"\\ude00b\"", "\u{FFFD}b"), ("\"\\ud83dx\\ude00\"", "\u{FFFD}x\u{FFFD}"),
        ("\"\\ud83d\\ud83d\\ude00\"", "\u{FFFD}😀"), ("\"\\ud83d\\u0041\"", "\u{FFFD}A"), ("\"\\u0000\"", "\0"),
        ("\"\\\\u0041\"", "\\u0041"), ("\"\\uFFFF\"", "\u{FFFF}"),
    ])
    func `unescapes`(_ text: String, expected: String) throws {
        try read(text) { value in
            #expect(value.string == expected)
            #expect(value.withStringBytes { Array($0) } == Array(expected.utf8))
        }
    }

    @Test(arguments: [
        ("\"a\"", false), ("\"\\ud83d\\ude00\"", false), ("\"\\ud83d\"", true), ("\"\\ude00\"", true),
        ("\"\\u0000\"", true), ("\"a\\\\u0000\"", false), ("\"\\u0001\"", false), ("\"\\ud83d\\n\"", true),
        ("1", false),
    ])
    func `tells strings that no store takes`(_ text: String, expected: Bool) throws {
        try read(text) { #expect($0.isUnstorableString == expected) }
    }

    @Test func `reads numbers as strtod does`() throws {
        var generator = SeededGenerator(seed: 11)
        var texts = [
            "0", "-0", "0.1", "133.6424", "9007199254740993", "1e22", "1e23", "123456789012345678",
            "2.2250738585072011e-308",
            "5e-324", "1e-400", "1.7976931348623157e308", "0.1e1", "0e999", "-0.0e-5", "1000000000000000000000000",
            "9007199254740992e22", "3.14159265358979323846264338327950288", "100e-2", "4503599627370496.5",
        ]
        for _ in 0..<20_000 {
            let whole = UInt64.random(
                in: 0...UInt64.max >> UInt64.random(in: 0..<64, using: &generator),
                using: &generator
            )
            let fraction = UInt64.random(in: 0...999_999, using: &generator)
            let exponent = Int.random(in: -330...300, using: &generator)
            texts.append("\(whole)")
            texts.append("-\(whole).\(fraction)")
            texts.append("\(whole).\(fraction)e\(exponent)")
            texts.append("\(whole)E\(exponent % 25)")
        }
        for text in texts {
            let expected = strtod(text, nil)
            let value = try read(text) { $0.double }
            #expect(value?.bitPattern == (expected.isFinite ? expected.bitPattern : nil), "\(text)")
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("1.0", 1), ("1e3", 1000), ("1.50e1", 15), ("-12.00", -12),
            ("9223372036854775807", .max),
            ("-9223372036854775808", .min), ("9223372036854775807.000", .max), ("9.223372036854775807e18", .max),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("18446744073709551616", nil), ("0.5", nil),
            ("1e-1", nil), ("10e-1", 1), ("1e19", nil), ("1e400", nil), ("1e99999999999999999999", nil),
            ("0e99999999999", 0),
            ("1e-99999999999999999999", nil), ("100000000000000000000e-20", 1), ("0.000", 0), ("\"1\"", nil),
            ("true", nil),
        ] as [(String, Int64?)]
    )
    func `reads whole numbers however they are written`(_ text: String, expected: Int64?) throws {
        try read(text) { #expect($0.integer == expected) }
    }

    @Test func `takes numbers beyond what a double holds, and says so`() throws {
        for text in ["1e400", "-1e400", "1\(String(repeating: "0", count: 400))", "1e99999999999999999999999"] {
            try read(text) { #expect($0.double == nil && $0.kind == .number) }
        }
        let long = String(repeating: "7", count: 400)
        try read("0.\(long)") { #expect($0.double == strtod("0.\(long)", nil)) }
        try read("[\(long)]") { #expect($0.elements.map(\.integer) == [nil]) }
    }

    @Test func `gives nothing for another kind of value`() throws {
        try read("[1,\"1\",true,null,[],{}]") { root in
            #expect(root.elements.map(\.string) == [nil, "1", nil, nil, nil, nil])
            #expect(root.elements.map(\.double) == [1, nil, nil, nil, nil, nil])
            #expect(root.elements.map(\.bool) == [nil, nil, true, nil, nil, nil])
        }
    }
}
