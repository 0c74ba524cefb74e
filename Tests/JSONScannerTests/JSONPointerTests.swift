import JSONScanner
import Testing

@Suite struct JSONPointerTests {
    private let document = """
        {"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8,"0":9,\
        "list":[{"x":10,"y":[11,12]},{"x":13},14,{"y":[]}],"map":{"p":{"x":15},"q":{"x":16},"r":[17]}}
        """

    @Test(
        arguments: [
            ("/", [0]), ("/a~1b", [1]), ("/c%d", [2]), ("/e^f", [3]), ("/g|h", [4]), ("/i\\j", [5]), ("/k\"l", [6]),
            ("/ ", [7]),
            ("/m~0n", [8]), ("/0", [9]), ("/list/0/x", [10]), ("/list/*/x", [10, 13]), ("/list/*/y/*", [11, 12]),
            ("/map/*/x", [15, 16]), ("/map/*/*", [15, 16, 17]), ("/list/2", [14]), ("/list/00/x", []), ("/list/-", []),
            ("/list/4", []), ("/list/99999999999999999999", []), ("/absent/x", []), ("/list/x", []), ("/map/p/x/z", []),
        ] as [(String, [Int64])]
    )
    func `leads to the values that RFC 6901 says, and to all behind a star`(_ text: String, expected: [Int64]) throws {
        let pointer = try #require(JSONPointer(parsing: text))
        #expect(pointer.description == text)
        try read(document) { root in
            var found: [Int64?] = []
            let isComplete = root.forEach(at: pointer) { value in
                found.append(value.integer)
                return true
            }
            #expect(found == expected)
            #expect(isComplete)
        }
    }

    @Test func `leads to the whole text when it is empty`() throws {
        let pointer = try #require(JSONPointer(parsing: ""))
        try read("[1]") { root in
            var ranges: [Range<Int>] = []
            root.forEach(at: pointer) { value in
                ranges.append(value.range)
                return true
            }
            #expect(ranges == [0..<3])
        }
    }

    @Test func `stops when told to`() throws {
        let pointer = try #require(JSONPointer(parsing: "/list/*/y/*"))
        try read(document) { root in
            var found: [Int64?] = []
            let isComplete = root.forEach(at: pointer) { value in
                found.append(value.integer)
                return false
            }
            #expect(found == [11])
            #expect(!isComplete)
        }
    }

    @Test(arguments: ["a", "a/b", "/~", "/~2", "/a~", "#/a", String(repeating: "/a", count: 65)])
    func `refuses what is no pointer`(_ text: String) {
        #expect(JSONPointer(parsing: text) == nil)
    }

    @Test func `takes as many tokens as its limit says`() {
        #expect(JSONPointer(parsing: String(repeating: "/a", count: JSONPointer.maxTokens)) != nil)
    }
}
