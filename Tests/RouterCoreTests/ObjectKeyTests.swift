import RouterCore
import Testing

@Suite("Keys of objects")
struct ObjectKeyTests {
    private func key(
        _ template: String,
        user: String? = "u1",
        type: String = "body",
        start: String? = "2026-09-15T00:00:00+01:00",
        value: String = "2026-09-15",
        isData: Bool = true,
        count: Int = 1,
        suffix: String = ""
    ) throws -> String {
        let event = Event(
            id: "trace",
            type: type,
            userID: user,
            referenceID: "ref",
            provider: "DEXCOM",
            reference: nil,
            receivedAt: 0,
            ordering: 1_789_516_800_456,
            destinations: [],
            payload: []
        )
        let record = Record(
            key: NaturalKey(userID: user, type: type, value: value),
            isData: isData,
            startTime: start,
            endTime: nil,
            document: [],
            item: nil
        )
        return try ObjectKeyTemplate(template).key(for: record, at: 0, of: count, in: event, suffix: suffix)
    }

    @Test("Every placeholder has its value")
    func placeholders() throws {
        let all = "{type}/{user_id}/{start_time}/{start_date}/{timestamp}/{summary_id}/{reference_id}/{provider}/{id}"
        #expect(
            try key(all)
                == "body/u1/2026-09-15T00:00:00+01:00/2026-09-15/2026-09-16T00:00:00.456000Z/2026-09-15/ref/DEXCOM/trace"
        )
        #expect(try key("{id}.json", count: 2) == "trace#0.json")
    }

    @Test("A record without a start time is named after what tells it apart")
    func noStartTime() throws {
        let template = "2022-03-16/{type}/{user_id}-{start_time}.json"
        #expect(
            try key(template, type: "planned_workout", start: nil, value: "p7")
                == "2022-03-16/planned_workout/u1-p7.json"
        )
        #expect(try key(template, type: "athlete", start: nil, value: "") == "2022-03-16/athlete/u1-athlete.json")
        #expect(
            try key(template, type: "auth", start: nil, value: "trace", isData: false)
                == "2022-03-16/auth/u1-2026-09-16T00:00:00.456000Z.json"
        )
        #expect(try key(template, user: nil) == "2022-03-16/body/_-2026-09-15T00:00:00+01:00.json")
    }

    @Test(
        "Values cannot leave, hide or split a path",
        arguments: [
            ("a/b", "a%2Fb"), ("..", "%2E."), (".hidden", "%2Ehidden"), ("a\0b", "a%00b"), ("a\nb", "a%0Ab"),
            ("100%", "100%25"), ("a%2Fb", "a%252Fb"), ("", "_"), ("ü€", "ü€"), ("a\u{7f}", "a%7F"),
        ]
    )
    func encoding(user: String, segment: String) throws {
        #expect(try key("x/{user_id}/{id}", user: user) == "x/\(segment)/trace")
    }

    @Test("A name that is too long is cut, and made unique by a hash; what is appended has room")
    func tooLong() throws {
        let long = String(repeating: "é", count: 200)
        let first = try key("{user_id}-{start_date}.json", user: long + "a", suffix: ".gz")
        let second = try key("{user_id}-{start_date}.json", user: long + "b", suffix: ".gz")
        #expect(first != second)
        #expect(first == (try key("{user_id}-{start_date}.json", user: long + "a", suffix: ".gz")))
        for name in [first, second] {
            #expect(name.utf8.count <= 255)
            #expect(name.hasSuffix(".json.gz"))
            #expect(name.hasPrefix("éé"))
        }
    }

    @Test(
        "Templates that lose or misplace records are refused",
        arguments: [
            "{user_id}.json", "{start_time}.json", "{type}/{provider}", "", "/{id}", "{id}/", "a//{id}", "../{id}",
            ".x/{id}", "{nope}{id}", "{id", "{}{id}",
        ]
    )
    func mistakes(template: String) {
        #expect(throws: ObjectKeyTemplate.Mistake.self) { try ObjectKeyTemplate(template) }
    }

    @Test("The built-in template is what the reference says")
    func builtIn() throws {
        #expect(try ObjectKeyTemplate("2022-03-16/{type}/{user_id}-{start_time}.json") == .terra)
    }
}
