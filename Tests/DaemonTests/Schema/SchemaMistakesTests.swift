import ConfigurationReader
import ConfigurationSchema
import TestSupport
import Testing

/// Of the mistakes that the readers report, the schema sees those that show in one place.
@Suite struct SchemaMistakesTests {
    /// What takes a look at another section, at the order of two values, or at an address to be seen.
    private static let unseen: Set<String> = [
        "a route to nowhere",
        "a misspelt destination in a route",
        "a destination that no route names",
        "hosts of payloads that are everybody's",
        "the name of what fetches payloads",
        "a journal that is smaller than a segment",
        "an address twice",
    ]

    @Test func mistakesThatShowInOnePlaceAreRefused() async throws {
        let mistakes = ConfigurationMistakes.all
        let validator = SchemaValidator(schema: try ConfigurationSchema.text())
        let objections = try await validator.objections(to: mistakes.map(\.text))
        for (mistake, objections) in zip(mistakes, objections) {
            #expect(objections.isEmpty == Self.unseen.contains(mistake.testDescription), "\(mistake.testDescription)")
        }
        #expect(Self.unseen.isSubset(of: mistakes.map(\.testDescription)))
        print("> \(mistakes.count - Self.unseen.count) of \(mistakes.count) mistakes are refused by the schema")
    }

    @Test(arguments: [
        ("destinations: {a: {kind: sqlite, path: p, timeout: 30}}", "$.destinations.a.timeout"),
        ("destinations: {a: {kind: sqlite, path: p, timeout: 30 sec}}", "$.destinations.a.timeout"),
        ("destinations: {a: {kind: sqlite, path: p, backlog: {max_size: 5G}}}", "$.destinations.a.backlog"),
        ("destinations: {a: {kind: sqlite, path: p, rate: fast}}", "$.destinations.a.rate"),
        ("destinations: {a: {kind: sqlite, path: p, url: u}}", "$.destinations.a"),
        ("destinations: {a: {kind: kafka, brokers: b, topic: t, compression: zip}}", "$.destinations.a.compression"),
        ("destinations: {a: {kind: s3, bucket: cgm, fhir: {subject: user_id}}}", "$.destinations.a"),
        ("destinations: {a: {kind: webhook, url: ftp://example.org}}", "$.destinations.a.url"),
        ("destinations: {a: {kind: postgres}}", "$.destinations.a"),
        ("destinations: {a: {kind: nothing}}", "$.destinations.a.kind"),
    ])
    func whatIsWrongIsMarkedWhereItStands(text: String, place: String) async throws {
        let validator = SchemaValidator(schema: try ConfigurationSchema.text())
        let objections = try await validator.objections(to: ["\(text)\nroutes: [{to: a}]"])
        #expect(objections.count == 1)
        for objection in objections.joined() { #expect(objection.hasPrefix("\(place): ")) }
        #expect(objections.first?.isEmpty == false)
    }

    /// Anchors and merge keys are resolved before the schema is asked, by editors as by the daemon.
    @Test func whatIsMergedCountsAsWritten() async throws {
        let text = """
            destinations:
              a: &usual {kind: sqlite, path: p, retry: &slow {initial: 10s}}
              b: {<<: *usual, path: q, batch: {max_events: 5}}
              c: {<<: *usual, timeout: soon}
            routes: [{to: [a, b, c]}]
            """
        let validator = SchemaValidator(schema: try ConfigurationSchema.text())
        let objections = try await validator.objections(to: [text])
        #expect(objections.joined().map { $0.prefix { $0 != ":" } } == ["$.destinations.c.timeout"])
        #expect(ConfigurationText.mistakes(text).count == 1)
    }
}
