import ConfigurationReader
import RouterCore
import Testing

@Suite struct MatchMistakeTests {
    @Test(arguments: [
        ("{type: []}", "an empty list matches nothing; name at least one, or leave the key out"),
        ("{type: }", "'type' must not be empty"), ("{type: {a: b}}", "'type' must be a list of strings"),
        ("{typ: body}", "unknown key 'typ' for a match; did you mean 'type'?"),
        ("{user: {}}", "needs user_id, reference_id or both"), ("{user: {user_id: }}", "'user_id' must not be empty"),
        ("{user: {id: x}}", "unknown key 'id' for a match's user"), ("{user: u-1}", "'user' must be a mapping"),
        ("{glucose: {}}", "needs below, above or both, in mg/dL"),
        ("{glucose: {below: low}}", "'below' must be a number"), ("{glucose: {below: }}", "'below' must not be empty"),
        ("{glucose: {below: 70, of: last}}", "'of' must be one of latest, any"),
        ("{glucose: {below: 70, above: 70}}", "no reading is both below 70.0 and above 70.0"),
        ("{any: []}", "needs at least one match"), ("{any: {type: body}}", "'any' must be a list of mappings"),
        ("{all: [{type: []}]}", "an empty list matches nothing"), ("{not: {typo: x}}", "unknown key 'typo'"),
        ("{not: }", "'not' must not be empty"), ("{where: {}}", "needs at least one JSON pointer"),
        ("{where: {data: {exists: true}}}", "not a JSON pointer"), ("{where: {/a: {}}}", "needs equals, in, below"),
        ("{where: {/a: 7}}", "'/a' must be a mapping"), ("{where: {/a: }}", "'/a' must not be empty"),
        ("{where: {/a: {matches: \"(\"}}}", "not a regular expression"),
        ("{where: {/a: {in: []}}}", "an empty list matches nothing"),
        ("{where: {/a: {equals: [1]}}}", "must be a single value"),
        ("{where: {/a: {exists: false, equals: 1}}}", "a value that does not exist passes no other test"),
        ("{where: {/a: {is: 1}}}", "unknown key 'is'"), ("{where: {/a: {below: x}}}", "'below' must be a number"),
    ])
    func `reports a mistake once, and gives no match`(_ yaml: String, message: String) throws {
        let file = ConfigurationFile(text: "match: \(yaml)")
        let section = try #require(file.root?.section("match", title: "a match"))
        let match = Match.parse(section)
        section.finish()
        #expect(file.titlesOfUnfinishedSections == ["the top level"])
        let messages = file.diagnostics.map(\.message)
        #expect(messages.contains { $0.contains(message) }, "\(messages)")
        // A section whose keys are all wrong may also be told what it lacks.
        #expect(messages.count <= (messages.contains { $0.hasPrefix("unknown key") } ? 2 : 1), "\(messages)")
        // Unknown keys are the section's to report: what is read stands.
        if !messages.contains(where: { $0.hasPrefix("unknown key") }) { #expect(match == nil) }
    }

    @Test func `reports every mistake of a match at once`() throws {
        let file = ConfigurationFile(
            text: "match: {type: [], glucose: {below: x}, any: [{user: {}}, {where: {a: {exists: true}}}]}"
        )
        let section = try #require(file.root?.section("match", title: "a match"))
        #expect(Match.parse(section) == nil)
        section.finish()
        #expect(file.diagnostics.count == 4)
    }

    @Test func `limits how deep conditions are nested`() throws {
        #expect(try diagnostics(nesting: Match.maxDepth - 1).isEmpty)
        #expect(try diagnostics(nesting: Match.maxDepth) == ["conditions are nested more than 32 deep"])
        #expect(try diagnostics(nesting: Match.maxDepth + 5) == ["conditions are nested more than 32 deep"])
    }

    private func diagnostics(nesting depth: Int) throws -> [String] {
        let yaml = String(repeating: "{not: ", count: depth) + "{type: body}" + String(repeating: "}", count: depth)
        let file = ConfigurationFile(text: "match: \(yaml)")
        let section = try #require(file.root?.section("match", title: "a match"))
        #expect((Match.parse(section) != nil) == file.diagnostics.isEmpty)
        section.finish()
        return file.diagnostics.map(\.message)
    }
}
