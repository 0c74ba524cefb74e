import KafkaDestination
import Testing

@Suite struct TopicTemplateTests {
    @Test(arguments: [
        ("events", "body", "DEXCOM", "events"),
        ("glucose.{type}", "body", "DEXCOM", "glucose.body"),
        ("{provider}-{type}.v1", "athlete", "FREESTYLE LIBRE", "FREESTYLE_LIBRE-athlete.v1"),
        ("{provider}.x", "body", nil, "unknown.x"),
        ("{type}", "", "DEXCOM", "unknown"),
        ("{type}", "..", "DEXCOM", "__"),
        ("{type}", "a/b\nc é", "DEXCOM", "a_b_c__"),
    ])
    func namesAreLegalWhateverTheEventSays(template: String, type: String, provider: String?, name: String) throws {
        #expect(try TopicTemplate(template).name(type: type, provider: provider) == name)
    }

    @Test func aNameIsCutAtWhatKafkaTakes() throws {
        let name = try TopicTemplate("x.{type}").name(type: String(repeating: "t", count: 400), provider: nil)
        #expect(name.count == 249)
        #expect(name.hasPrefix("x.ttt"))
    }

    @Test(arguments: [
        ("", "cannot be the name"),
        (".", "cannot be the name"),
        ("..", "cannot be the name"),
        ("two words", "letters, digits"),
        ("täglich", "letters, digits"),
        ("{user_id}", "topics without end"),
        ("{topic}", "unknown placeholder {topic}"),
        ("{type", "has no }"),
        (String(repeating: "x", count: 250), "249"),
    ])
    func aTemplateThatCannotWorkIsRefused(template: String, part: String) throws {
        let mistake = try #require(throws: TopicTemplate.Mistake.self) { try TopicTemplate(template) }
        #expect(mistake.message.contains(part), "\(mistake.message)")
    }

    @Test func onlyATemplateWithoutPlaceholdersNamesOneTopic() throws {
        #expect(try TopicTemplate("events").constantName == "events")
        #expect(try TopicTemplate("events.{type}").constantName == nil)
    }
}
