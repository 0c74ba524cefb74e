import JSONScanner
import Testing

@Suite struct NavigationTests {
    private let document = """
         { "type" : "body", "user":{"user_id":"u","a\\"b":1,"\\u0074wo":2,"":3}, "data":[ 1 , [2,3], {"x":"}]"},"s" ],
        "n":null,"t":true,"f":false,"dup":1,"dup":{"y":2},"e":[],"o":{} }
        """

    @Test func `knows the kind of every value`() throws {
        try read(document) { root in
            #expect(root.kind == .object)
            #expect(root["type"]?.kind == .string)
            #expect(root["data"]?.kind == .array)
            #expect(root["n"]?.kind == .null)
            #expect(root["t"]?.bool == true)
            #expect(root["f"]?.bool == false)
            #expect(root["n"]?.bool == nil)
            #expect(root["absent"] == nil)
            #expect(root["data"]?["x"] == nil)
            #expect(root["data"]?.elements.map(\.kind) == [.number, .array, .object, .string])
        }
    }

    @Test func `finds members by their unescaped names, the last one where there are several`() throws {
        try read(document) { root in
            #expect(root["dup"]?["y"]?.integer == 2)
            #expect(root["user"]?["a\"b"]?.integer == 1)
            #expect(root["user"]?["two"]?.integer == 2)
            #expect(root["user"]?[""]?.integer == 3)
            let key = ["t", "wo"].joined()
            #expect(root["user"]?[key]?.integer == 2)
            #expect(root["user"]?["\\u0074wo"] == nil)
            #expect(root["user"]?["user_idx"] == nil)
            #expect(root["user"]?["user_i"] == nil)
        }
    }

    @Test func `goes through members and elements in the order of the text`() throws {
        try read(document) { root in
            var names: [String] = []
            root.forEachMember { name, _ in names.append(name) }
            #expect(names == ["type", "user", "data", "n", "t", "f", "dup", "dup", "e", "o"])
            var users: [String: Int64] = [:]
            root["user"]?.forEachMember { name, value in users[name] = value.integer }
            #expect(users == ["a\"b": 1, "two": 2, "": 3])
            var indices: [Int] = []
            root["data"]?.forEachElement { index, _ in indices.append(index) }
            #expect(indices == [0, 1, 2, 3])
            #expect(root["data"]?.elements.map { $0.range.count } == [1, 5, 10, 3])
            #expect(root["e"]?.elements.map(\.kind) == [])
            root["o"]?.forEachMember { name, _ in Issue.record("member \(name) in an empty object") }
            root.forEachElement { index, _ in Issue.record("element \(index) in an object") }
            root["data"]?.forEachMember { name, _ in Issue.record("member \(name) in an array") }
        }
    }

    @Test func `passes on what a body throws`() {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try read(document) { root in
                try root.forEachMember { (_, _) throws(Stop) in throw Stop() }
            }
        }
    }

    @Test func `gives the bytes of a value as a slice of the text`() throws {
        let bytes = Array("xx[ {\"a\":1} ,2]y".utf8)[2..<15]
        try withJSON(bytes) { root in
            let slices = root.elements.map { $0.slice(of: bytes) }
            #expect(slices.map { String(decoding: $0, as: UTF8.self) } == ["{\"a\":1}", "2"])
            #expect(slices.first?.startIndex == 4)
        }
    }

    @Test func `switches over keys without copying them`() throws {
        try read("{\"type\":1,\"\\u0074ype\":2,\"other\":3,\"typo\":4,\"typ\\\\\":5}") { root in
            var seen: [Int64?] = []
            for (key, value) in root.members {
                switch key {
                case "type": seen.append(value.integer)
                case "typ\\": seen.append(value.integer)
                default: continue
                }
            }
            #expect(seen == [1, 2, 5])
        }
    }
}

func read<R>(_ text: String, _ body: (JSONValue) throws -> R) throws -> R { try withJSON(Array(text.utf8)[...], body) }
