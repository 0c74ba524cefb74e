import ConfigurationReader
import JSONScanner
import RouterCore
import Testing

@Suite struct MatchTests {
    private static let body = SampleEvent.body([
        SampleEvent.day(
            "2026-09-15",
            samples: [
                SampleEvent.sample("2026-09-15T23:57:17+01:00", "65"),
                SampleEvent.sample("2026-09-15T00:02:17+01:00", "300"),
                SampleEvent.sample("2026-09-15T23:58:00+02:00", "120"),
            ]
        ),
        SampleEvent.day("2026-09-14", samples: [SampleEvent.sample("2026-09-14T12:00:00+01:00", "110")]),
    ])
    private static let auth = """
        {"type":"auth","status":"success","user":{"user_id":"u-9","provider":"Dexcom","reference_id":"clinic-7-44"},\
        "n":null,"message":"a (very) good day","count":3}
        """

    @Test(arguments: [
        ("{}", true), ("{type: body}", true), ("{type: auth}", false), ("{type: [auth, body]}", true),
        ("{provider: dexcom}", true), ("{provider: [FITBIT, Dexcom]}", true), ("{provider: DEX}", false),
        ("{type: body, provider: FITBIT}", false), ("{user: {user_id: u-1}}", true),
        ("{user: {user_id: \"u-?\"}}", true),
        ("{user: {reference_id: \"patient-*\"}}", true), ("{user: {user_id: u-1, reference_id: \"clinic-*\"}}", false),
        ("{any: [{type: auth}, {type: body}]}", true), ("{any: [{type: auth}, {type: deauth}]}", false),
        ("{all: [{type: body}, {provider: DEXCOM}]}", true), ("{all: [{type: body}, {provider: FITBIT}]}", false),
        ("{not: {type: body}}", false), ("{not: {any: [{type: auth}, {provider: FITBIT}]}}", true),
        ("{any: [{type: auth}, {type: body}], user: {reference_id: \"clinic-7-*\"}}", false),
        // The latest reading by instant is the 65, though a later wall clock and a later day's element follow.
        ("{glucose: {below: 70}}", true), ("{glucose: {below: 65, of: latest}}", false),
        ("{glucose: {above: 64}}", true),
        ("{glucose: {above: 65}}", false), ("{glucose: {below: 70, above: 60}}", true),
        ("{glucose: {above: 250}}", false),
        ("{glucose: {above: 250, of: any}}", true), ("{glucose: {above: 300, of: any}}", false),
        ("{glucose: {below: 110.5, above: 109.5, of: any}}", true),
        ("{glucose: {below: 290, above: 130, of: any}}", false),
        ("{where: {/data/0/device_data/name: {equals: Dexcom G7}}}", true),
        ("{where: {/data/0/device_data/name: {equals: Dexcom G6}}}", false),
        ("{where: {/data/*/device_data/name: {in: [Dexcom G6, Dexcom G7]}}}", true),
        ("{where: {/data/*/glucose_data/time_in_range: {below: 73}}}", true),
        ("{where: {/data/*/glucose_data/time_in_range: {below: 72.5}}}", false),
        ("{where: {/data/*/glucose_data/time_in_range: {above: 72, below: 73}}}", true),
        ("{where: {/data/*/glucose_data/blood_glucose_samples/*/blood_glucose_mg_per_dL: {equals: 300}}}", true),
        // Both tests must hold for one and the same value.
        (
            "{where: {/data/*/glucose_data/blood_glucose_samples/*/blood_glucose_mg_per_dL: {above: 130, below: 290}}}",
            false
        ),
        ("{where: {/data/0/device_data/name: {matches: \"^Dexcom G[67]$\"}}}", true),
        ("{where: {/data/0/device_data/name: {matches: \"g7\"}}}", false),
        ("{where: {/data/0/glucose_data/gmi: {exists: true}}}", true),
        ("{where: {/data/0/nothing: {exists: true}}}", false),
        ("{where: {/data/0/nothing: {exists: false}}}", true),
        ("{where: {/data/*/heart_data: {exists: false}}}", false),
        ("{where: {/data/0/glucose_data/gmi: {equals: null}}}", true),
        ("{where: {/data/0/glucose_data/gmi: {exists: true, below: 7}}}", false),
        ("{where: {/user/active: {equals: true}, /version: {equals: \"2022-03-16\"}}}", true),
        ("{where: {/user/active: {equals: true}, /version: {equals: \"2022-03-17\"}}}", false),
        ("{where: {/user/active: {equals: \"true\"}}}", false), ("{where: {/type: {below: 5}}}", false),
    ])
    func `decides on a body event as the reference says`(_ yaml: String, expected: Bool) throws {
        #expect(try matches(yaml, Self.body) == expected)
    }

    @Test(arguments: [
        ("{type: auth, user: {reference_id: \"clinic-7-*\"}}", true), ("{provider: DEXCOM}", true),
        ("{glucose: {below: 1000, of: any}}", false), ("{glucose: {above: 0}}", false),
        ("{not: {glucose: {above: 0}}}", true), ("{where: {/message: {matches: \"[(]very[)]\"}}}", true),
        ("{where: {/count: {equals: 3.0}}}", true), ("{where: {/count: {in: [1, 2]}}}", false),
        ("{where: {/n: {exists: true}}}", true), ("{where: {/data: {exists: true}}}", false),
    ])
    func `decides on an event without data`(_ yaml: String, expected: Bool) throws {
        #expect(try matches(yaml, Self.auth) == expected)
    }

    @Test func `finds no user where the event names none`() throws {
        let event = "{\"type\":\"healthcheck\"}"
        #expect(try !matches("{user: {user_id: \"*\"}}", event))
        #expect(try !matches("{user: {reference_id: \"*\"}}", event))
        #expect(try !matches("{provider: DEXCOM}", event))
        #expect(try matches("{not: {user: {user_id: \"*\"}}}", event))
    }

    @Test func `gives up on expressions that would never come to an end`() throws {
        let hostile = try #require(TextPattern("^(a+)+$"))
        let clock = ContinuousClock()
        let text = String(repeating: "a", count: 4000) + "!"
        let took = clock.measure { #expect(!hostile.matches(text)) }
        #expect(took < .seconds(10))
        let plain = try #require(TextPattern("b$"))
        #expect(plain.matches(String(repeating: "a", count: TextPattern.maxInput - 1) + "b"))
        #expect(!plain.matches(String(repeating: "a", count: TextPattern.maxInput) + "b"))
        #expect(TextPattern("(") == nil)
    }

    private func matches(_ yaml: String, _ event: String) throws -> Bool {
        let file = ConfigurationFile(text: "match: \(yaml)")
        let section = try #require(file.root?.section("match", title: "a match"))
        let match = try #require(Match.parse(section))
        section.finish()
        #expect(file.diagnostics.isEmpty)
        #expect(file.titlesOfUnfinishedSections == ["the top level"])
        return try withJSON(Array(event.utf8)[...]) { root in
            match.matches(MatchInput(envelope: try Envelope(root), root: root))
        }
    }
}
