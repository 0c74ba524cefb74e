import ConfigurationReader
import Testing

@Suite struct SubstitutionTests {
    private let variables = ["NAME": "value", "PORT": "8080", "EMPTY": "", "YES": "true", "NULL": "null", "_a1": "x"]
    private let files = ["secret": "first\nsecond\n", "windows": "text\r\n", "none": "plain", "nested": "${NAME}"]

    private func root(_ text: String) throws -> ConfigurationSection {
        let file = ConfigurationFile(
            text: text,
            environment: { variables[$0] },
            readFile: { path in
                guard let content = files[path] else { throw FileProblem(reason: "does not exist") }
                return content
            }
        )
        #expect(file.diagnostics.isEmpty)
        return try #require(file.root)
    }

    @Test(arguments: [
        ("${NAME}", "value"),
        ("\"${NAME}\"", "value"),
        ("'${NAME}'", "value"),
        ("a${NAME}b${PORT}c", "avalueb8080c"),
        ("\"${_a1}\"", "x"),
        ("${NOPE:-other}", "other"),
        ("\"${NOPE:-}\"", ""),
        ("${EMPTY:-other}", "other"),
        ("${NAME:-other}", "value"),
        ("\"${NOPE:-a:-b}\"", "a:-b"),
        ("$${NAME}", "${NAME}"),
        ("\"$${NAME} ${NAME} $5 $$ $\"", "${NAME} value $5 $$ $"),
        ("${file:secret}", "first\nsecond"),
        ("${file:windows}", "text"),
        ("${file:none}", "plain"),
        ("${file:nested}", "${NAME}"),
        ("no reference", "no reference"),
    ])
    func referencesAreReplacedInScalars(written: String, read: String) throws {
        #expect(try root("a: \(written)").string("a") == read)
    }

    @Test func aSubstitutedTextCanBeANumberOrABoolQuotedOrNot() throws {
        let root = try root("a: ${PORT}\nb: \"${PORT}\"\nc: ${YES}\nd: \"${YES}\"\ne: ${NOPE:-30s}\nf: ${NOPE:-1KiB}")
        #expect(root.integer("a") == 8080)
        #expect(root.integer("b") == 8080)
        #expect(root.bool("c") == true)
        #expect(root.bool("d") == true)
        #expect(root.duration("e") == .seconds(30))
        #expect(root.size("f") == 1024)
    }

    @Test func keysAreNotSubstituted() throws {
        #expect(try root("${NAME}: 1").keys == ["${NAME}"])
    }

    @Test func aSubstitutedValueMayNotBeLongerThanAMebibyte() {
        let large = String(repeating: "x", count: 600_000)
        let file = ConfigurationFile(text: "a: ${A}${A}", environment: { _ in large })
        #expect(file.diagnostics.map(\.message) == ["the value is longer than 1 MiB"])
    }
}
