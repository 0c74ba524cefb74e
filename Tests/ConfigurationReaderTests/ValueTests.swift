import ConfigurationReader
import Testing

@Suite struct ValueTests {
    private func root(_ text: String) throws -> ConfigurationSection {
        try #require(ConfigurationFile(text: text).root)
    }

    @Test(
        arguments: [
            ("0", .zero), ("0s", .zero), ("500ms", .milliseconds(500)), ("30s", .seconds(30)), ("5m", .seconds(300)),
            ("7d", .seconds(604_800)), ("1h30m", .seconds(5400)), ("1.5s", .milliseconds(1500)),
            ("\"2 h\"", .seconds(7200)),
            ("250us", .microseconds(250)), ("0.001ms", .microseconds(1)),
        ] as [(String, Duration)]
    )
    func durationsAreRead(text: String, duration: Duration) throws {
        #expect(try root("a: \(text)").duration("a") == duration)
    }

    @Test(arguments: [
        ("0", 0), ("1B", 1), ("64KiB", 65_536), ("64MiB", 67_108_864), ("10GiB", 10_737_418_240),
        ("1TiB", 1_099_511_627_776), ("1.5KiB", 1536), ("5MB", 5_000_000), ("1kB", 1000), ("1 GB", 1_000_000_000),
    ])
    func sizesAreRead(text: String, bytes: Int) throws {
        #expect(try root("a: \(text)").size("a") == bytes)
    }

    @Test(arguments: [
        "5", "s", "-5s", "5 s 6", "5x", "1..5s", ".5s", "5.s", "1e3s", "999999999999d", "5sm", "\"\"", "1s,",
    ])
    func whatIsNoDurationIsRefused(text: String) throws {
        let file = ConfigurationFile(text: "a: \(text)")
        #expect(file.root?.duration("a") == nil)
        #expect(file.diagnostics.count == 1)
    }

    @Test(arguments: ["5", "MiB", "-5MiB", "5mib", "5Mi", "9999999999TiB", "5MiB3", "\"\"", "1MiB2KiB"])
    func whatIsNoSizeIsRefused(text: String) throws {
        let file = ConfigurationFile(text: "a: \(text)")
        #expect(file.root?.size("a") == nil)
        #expect(file.diagnostics.count == 1)
    }

    @Test func scalarsHaveTheTypesOfYAML12() throws {
        let root = try root(
            """
            list: [1, -2.5, 1e3, "1", true, False, yes, no, on, ~, null, 2022-03-16, 1.2.3, .inf, nan, 0x10, 1_000, x]
            """
        )
        #expect(
            root.scalars("list") == [
                .number(1), .number(-2.5), .number(1000), .string("1"), .bool(true), .bool(false), .string("yes"),
                .string("no"), .string("on"), .null, .null, .string("2022-03-16"), .string("1.2.3"), .string(".inf"),
                .string("nan"), .string("0x10"), .string("1_000"), .string("x"),
            ]
        )
    }

    @Test func aStringIsTakenAsItIsWritten() throws {
        let root = try root("a: 007\nb: no\nc: 1.50\nd: !!str 5\ne: |\n  x\n  y\n")
        #expect(root.string("a") == "007")
        #expect(root.string("b") == "no")
        #expect(root.string("c") == "1.50")
        #expect(root.scalar("d") == .string("5"))
        #expect(root.string("e") == "x\ny\n")
    }

    @Test func aKeyWithoutAValueIsAbsentButWritten() throws {
        let root = try root("a:\nb: ~\nc: null\n")
        for key in ["a", "b", "c"] {
            #expect(root.string(key) == nil)
            #expect(root.section(key, title: key) == nil)
            #expect(root.strings(key) == nil)
            #expect(root.has(key))
            #expect(root.scalar(key) == .null)
        }
        #expect(!root.has("d"))
        #expect(root.scalar("d") == nil)
    }

    @Test func oneScalarStandsForAListOfOne() throws {
        let root = try root("a: x\nb: [x, 5]\nc: 5")
        #expect(root.strings("a") == ["x"])
        #expect(root.strings("b") == ["x", "5"])
        #expect(root.scalars("c") == [.number(5)])
    }

    @Test func pairsAndKeysKeepTheFilesOrder() throws {
        let root = try root("z: {b: 1, a: \"2\", c: true}\ny: 1\nx: 2\n")
        #expect(root.keys == ["z", "y", "x"])
        let pairs = try #require(root.pairs("z"))
        #expect(pairs.map(\.key) == ["b", "a", "c"])
        #expect(pairs.map(\.value) == ["1", "2", "true"])
    }

    @Test func wordsStandInForNumbersAndDurations() throws {
        let file = ConfigurationFile(text: "a: auto\nb: never\nc: 3\nd: 4s")
        let root = try #require(file.root)
        #expect(root.integer("a", or: "auto") == nil)
        #expect(root.duration("b", or: "never") == nil)
        #expect(root.integer("c", or: "auto") == 3)
        #expect(root.duration("d", or: "never") == .seconds(4))
        #expect(file.diagnostics.isEmpty)
    }

    @Test func anchorsAndMergeKeysShareSettings() throws {
        let file = ConfigurationFile(
            text: """
                common: &common {a: 1, b: 2}
                more: &more {b: 3, c: 4}
                one: {<<: *common, b: 5}
                two:
                  <<: [*common, *more]
                  d: 6
                """
        )
        let one = try #require(file.root?.section("one", title: "one"))
        #expect(one.integer("a") == 1)
        #expect(one.integer("b") == 5)
        let two = try #require(file.root?.section("two", title: "two"))
        #expect(two.keys == ["d", "a", "b", "c"])
        #expect(two.integer("b") == 2)
        #expect(file.diagnostics.isEmpty)
    }

    @Test func sectionsThatWereNotFinishedAreKnown() throws {
        let file = ConfigurationFile(text: "a: {}\nb: [{}, {}]")
        let root = try #require(file.root)
        root.section("a", title: "section a")?.finish()
        let list = try #require(root.sections("b", title: "item"))
        list.first?.finishWithoutCheckingKeys()
        #expect(file.titlesOfUnfinishedSections == ["item 2", "the top level"])
    }

    @Test func valuesKnowWhereTheyAreWritten() throws {
        let root = try root("a:\n  - 1\nb: x")
        #expect(root.position(of: "b") == SourcePosition(line: 3, column: 4))
        #expect(root.keyPosition(of: "b") == SourcePosition(line: 3, column: 1))
        #expect(root.position(of: "c") == nil)
    }
}
