import ConfigurationReader
import Testing

/// No secret may be shown, whether it is written in the file or comes from outside.
@Suite struct SecretTests {
    @Test(arguments: [
        ("  password: hunter2 # the old one: hunter2", "  password: ***"),
        ("  security: {password: hunter2, zzz: [hunter]}", "  security: {password: ***, zzz: [hunter]}"),
        ("  security: {\"password\": 'hunter2', zzz: 1}", "  security: {\"password\": ***, zzz: 1}"),
        ("  bearer_tokens: [hunter2, \"hunter2\"]", "  bearer_tokens: [***, ***]"),
        ("  account_key: {hunter2: hunter2}", "  account_key: {***: ***}"),
        ("  headers: {Authorization: Bearer hunter2}", "  headers: {***: ***}"),
        ("  pasword: hunter2", "  pasword: ***"),
        ("  url: postgres://me:hunter2@host/db", "  url: postgres://me:***@host/db"),
        ("  url: postgres://me:hunter2/@hunter2@host/db", "  url: postgres://me:***@host/db"),
        ("  url: https://hunter2@host/db", "  url: https://***@host/db"),
        ("  url: [\"host=h password=hunter2 user=u\"]", "  url: [\"host=h password=*** user=u\"]"),
        ("  url: https://host/?sig=hunter2&x=1", "  url: https://host/?sig=***&x=1"),
        ("  topic: {x: y} # password: hunter2", "  topic: {x: y} ***"),
        ("  password: ${NOPE}", "  password: ${NOPE}"),
        ("  password: \"${NOPE:-hunter2}\"", "  password: ***"),
        ("  password: hunter2-${NOPE}", "  password: ***}"),
        ("  password: |\n    hunter2\n  zzz: hunter", "  password: ***"),
    ])
    func secretsWrittenInTheFileAreMasked(line: String, shown: String) {
        // Everything is wrong for this reader, so that each key's line is shown.
        let file = ConfigurationFile(text: "section:\n\(line)\n")
        let section = file.root?.section("section", title: "a section")
        for key in section?.keys ?? [] where key != "pasword" {
            section?.report("wrong", at: key)
        }
        section?.finish()
        #expect(file.diagnostics.contains { $0.snippet?.split(separator: "\n").first.map(String.init) == shown })
        #expect(!file.diagnostics.contains { $0.description.contains("hunter2") })
    }

    @Test func theCaretStaysUnderWhatItPointsAt() {
        let shown = SampleSchema.read("routes: []\ndestinations: {a: {topic: t, password: hunter2hunter2, zz: 1}}")
        #expect(
            shown.first?.hasSuffix(
                """
                destinations: {a: {topic: t, password: ***, zz: 1}}
                                                            ^
                """
            ) == true
        )
    }

    @Test func aSecretThatSpansLinesIsMaskedOnAllOfThem() {
        let file = ConfigurationFile(text: "a:\n  secret: [x,\n  hunter2, \"hunter2\n  hunter2\"]\n  b: hunter\n")
        let section = file.root?.section("a", title: "a")
        for line in 1...5 {
            section?.report("wrong", at: SourcePosition(line: line, column: 1))
        }
        #expect(!file.diagnostics.contains { $0.description.contains("hunter2") })
        #expect(file.diagnostics.contains { $0.description.contains("b: hunter") })
    }

    @Test func aSecretUnderAnAnchorIsMasked() {
        let text = """
            common: &common hunter2
            a:
              password: *common
            """
        let file = ConfigurationFile(text: text)
        file.root?.report("wrong", at: "common")
        #expect(file.diagnostics.map(\.snippet) == ["common: ***\n        ^"])
    }

    @Test(arguments: [
        "password: \"hunter2\nb: c",
        "secrets:\n  - hunter2\n  - \"hunter2: [\n",
        "secrets:\n- hunter2\n- [hunter2\nb: c\n",
        "secrets: [\nhunter2,\nhunter2\n",
        "url: {a: \"https://me:hunter2@host\"\nb",
        "headers:\n  X: y\n  Z: hunter2: a\n",
        "password: hunter2: a",
        "a: {token: ${X}, key: b, password: hunter2",
    ])
    func secretsInAFileThatCannotBeParsedAreMasked(text: String) {
        let file = ConfigurationFile(text: text)
        #expect(file.root == nil)
        #expect(file.diagnostics.count == 1)
        #expect(!file.diagnostics.contains { $0.description.contains("hunter2") })
    }

    @Test func aBareReferenceIsShownInAFileThatCannotBeParsed() {
        let shown = SampleSchema.read("security: {password: ${PASSWORD}}")
        #expect(shown.first?.contains("\nsecurity: {password: ${PASSWORD}}\n") == true)
    }

    @Test func substitutedValuesAreNeverShown() {
        let shown = SampleSchema.read(
            """
            destinations:
              a:
                topic: {x: "${S}"}
                acks: ${S}
                partitions: "${S}"
                timeout: ${file:s}
                max_size: ${S}
                give_up_after: "${NOPE:-${S}"
                compress: ${S}
            routes: ${S}
            """,
            environment: ["S": "alll"],
            files: ["s": "alll\n"]
        )
        #expect(shown.count == 8)
        #expect(!shown.contains { $0.contains("alll") || $0.contains("did you mean") })
    }
}
