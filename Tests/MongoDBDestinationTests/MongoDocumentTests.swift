import MongoDBDestination
import RouterCore
import TestSupport
import Testing

/// What lies in the collections, read by pymongo. One after the other: the server is a small one.
@Suite(.serialized) struct MongoDocumentTests {
    private let factory = EventFactory()

    @Test func everyTypeLiesWhereTerraPutsIt() async throws {
        let fixture = try MongoFixture()
        let item = #"{"metadata":{"start_time":"2026-03-02T00:00:00.000000+01:00","summary_id":"s-1"},"x":1}"#
        let user = #""user":{"user_id":"u","reference_id":"r"}"#
        let version = #""version":"2022-03-16""#
        let events = ["body", "sleep", "daily"].map { type in
            event(type, #"{"status":"success","type":"\#(type)",\#(user),"data":[\#(item)],\#(version)}"#)
        }
        let athlete = event("athlete", #"{"type":"athlete",\#(user),"athlete":{"age":41},\#(version)}"#)
        let auth = event("auth", #"{"type":"auth",\#(user),"status":"success"}"#)
        let hormone = event("hormone", #"{"type":"hormone",\#(user),"data":[{"timestamp":"2026-03-02T01:00:00"}]}"#)
        let unknown = event("brand_new", #"{"type":"brand_new",\#(user),"data":{"x":1}}"#)
        try await deliver(events + [athlete, auth, hormone, unknown], fixture)
        let script = """
            for name in ["body", "sleep", "daily", "athlete", "hormone"]:
                for document in database[name].find():
                    event = document.pop("_distributary")
                    print(name, show(document), show(event.get("event")))
            for document in database.user_events.find().sort("type"):
                print(document["type"], list(document["_id"]), document["_id"]["user_id"], "event" in document["_distributary"])
            """
        let shown = try await fixture.python(script).split(separator: "\n").map(String.init)
        let id = "_id: {user_id: str(u), start_time: str(2026-03-02T00:00:00.000000+01:00)}"
        let metadata = "metadata: {start_time: str(2026-03-02T00:00:00.000000+01:00), summary_id: str(s-1)}, x: int(1)"
        let owner = "user: {user_id: str(u), reference_id: str(r)}"
        let rest = "version: str(2022-03-16)"
        let expected =
            ["body", "sleep", "daily"].map { type in
                "\(type) {\(id), \(metadata), \(owner)} {status: str(success), type: str(\(type)), \(rest)}"
            } + [
                "athlete {_id: str(u), age: int(41), \(owner)} {type: str(athlete), \(rest)}",
                "hormone {_id: {user_id: str(u), start_time: str(2026-03-02T01:00:00)}, "
                    + "timestamp: str(2026-03-02T01:00:00), \(owner)} {type: str(hormone)}",
                "auth ['user_id', 'event_time'] u False", "brand_new ['user_id', 'event_time'] u False",
            ]
        #expect(shown == expected)
    }

    @Test func numbersKeepTheirValue() async throws {
        let fixture = try MongoFixture()
        let numbers = [
            ("0", "int(0)"), ("-1", "int(-1)"), ("2147483647", "int(2147483647)"), ("-2147483648", "int(-2147483648)"),
            ("2147483648", "Int64(2147483648)"), ("9223372036854775807", "Int64(9223372036854775807)"),
            ("-9223372036854775808", "Int64(-9223372036854775808)"),
            ("9223372036854775808", "Decimal128(9223372036854775808)"),
            ("123456789012345678901234567890", "Decimal128(123456789012345678901234567890)"),
            ("1.0", "float(1.0)"), ("-0", "float(-0.0)"), ("-0.0", "float(-0.0)"), ("0.1", "float(0.1)"),
            ("5.4", "float(5.4)"), ("1e2", "float(100.0)"), ("0.1e1", "float(1.0)"), ("1E-7", "float(1e-07)"),
            ("0.30000000000000004", "float(0.30000000000000004)"),
            ("0.1000000000000000055", "Decimal128(0.1000000000000000055)"),
            ("1e400", "Decimal128(1E+400)"), ("-1E+400", "Decimal128(-1E+400)"), ("1e-400", "Decimal128(1E-400)"),
        ]
        let list = numbers.map(\.0).joined(separator: ",")
        try await deliver([day(#""numbers":[\#(list)]"#)], fixture)
        let shown = try await fixture.python(
            """
            document = database.body.find_one()
            print(", ".join(show(number) for number in document["numbers"]), "source" in document["_distributary"])
            """
        )
        #expect(shown == numbers.map(\.1).joined(separator: ", ") + " False")
    }

    /// What is left out or rounded, and that the bytes as they came are then kept beside it.
    @Test(
        arguments: [
            (#""a":1,"b":2,"a":3"#, "{b: int(2), a: int(3)}"), (#""n":{"a":1,"a":[2]}"#, "{n: {a: [int(2)]}}"),
            (#""a\u0000b":1,"c":2"#, "{c: int(2)}"), (#""$set":1,"c":{"$set":2}"#, "{c: {$set: int(2)}}"),
            (#""_id":7,"c":2"#, "{c: int(2)}"), (#""user":7,"c":2"#, "{c: int(2)}"),
            (#""_distributary":7,"c":2"#, "{c: int(2)}"), (#""a":"x\ud800y""#, "{a: str(x\u{FFFD}y)}"),
            (#""a":1e7000"#, "{a: str(1e7000)}"),
            (#""a":1234567890123456789012345678901234567890"#, "{a: float(1.2345678901234568e+39)}"),
        ]
    )
    func whatBSONCannotHoldIsKeptAsItCame(members: String, shown: String) async throws {
        let fixture = try MongoFixture()
        let event = day(members)
        try await deliver([event], fixture)
        let script = """
            document = database.body.find_one()
            kept = document.pop("_distributary")
            for name in ["_id", "user", "metadata"]:
                document.pop(name)
            print(show(document))
            print(base64.b64decode(base64.b64encode(kept["source"])).decode())
            """
        let expected = shown + "\n" + String(decoding: event.payload, as: UTF8.self)
        #expect(try await fixture.python(script) == expected)
    }

    @Test(
        arguments: [
            (#""a.b":1,"":{"":2}"#, "{a.b: int(1), : {: int(2)}}"),
            (#""n":{"$set":{"$ref":1}}"#, "{n: {$set: {$ref: int(1)}}}"),
            (
                #""a":"nul\u0000nul","b":null,"c":[true,false,[]],"d":{}"#,
                "{a: str(nul\u{0}nul), b: NoneType(None), c: [bool(True), bool(False), []], d: {}}"
            ),
            (#""\u00fcn\u0069":"\ud83d\ude00 \ufffd""#, "{üni: str(😀 \u{FFFD})}"),
        ]
    )
    func whatLooksOddButFitsIsExact(members: String, shown: String) async throws {
        let fixture = try MongoFixture()
        try await deliver([day(members)], fixture)
        let script = """
            document = database.body.find_one()
            print("source" in document.pop("_distributary"))
            for name in ["_id", "user", "metadata"]:
                document.pop(name)
            print(show(document))
            """
        #expect(try await fixture.python(script) == "False\n" + shown)
    }

    @Test func whatIsNestedTooDeepIsKeptAsText() async throws {
        let fixture = try MongoFixture()
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        // The document is one level, so 99 arrays fit.
        try await deliver([day(#""fits":\#(nested(99)),"deep":\#(nested(101))"#)], fixture)
        let script = """
            def depth(value):
                return 1 + depth(value[0]) if isinstance(value, list) and value else show(value)
            def level(value, count=0):
                while isinstance(value, list) and value:
                    value, count = value[0], count + 1
                return count, show(value)
            document = database.body.find_one()
            print(level(document["fits"]), level(document["deep"]), "source" in document["_distributary"])
            """
        #expect(try await fixture.python(script) == "(98, '[]') (99, 'str([[]])') True")
    }

    @Test func eventsWithoutAKeyOverwriteNothing() async throws {
        let fixture = try MongoFixture()
        // Of one user, in the same millisecond.
        let events = (0..<3).map { event("auth", #"{"type":"auth","user":{"user_id":"u"},"n":\#($0)}"#, ordering: 5) }
        try await deliver(events, fixture)
        try await deliver(events.reversed(), fixture)
        try await deliver([events[1]], fixture)
        let shown = try await fixture.python(#"print(sorted(d["n"] for d in database.user_events.find()))"#)
        #expect(shown == "[0, 1, 2]")
    }

    @Test func aDocumentOfTerrasOwnIsOlderThanAll() async throws {
        let fixture = try MongoFixture()
        try await fixture.python(
            """
            database.body.insert_one({"_id": {"user_id": "u", "start_time": "2026-03-02T00:00:00"}, "old": True})
            """
        )
        try await deliver([day(#""new":true"#)], fixture)
        let shown = try await fixture.python(
            #"print([("old" in d, "new" in d) for d in database.body.find()])"#
        )
        #expect(shown == "[(False, True)]")
    }

    @Test func aDayCanBeNamedByItsDate() async throws {
        let fixture = try MongoFixture()
        let destination = try fixture.make("key: start_date")
        try await destination.prepare()
        let events = [3600, 7200].map { factory.day(SampleDay(user: "u", readings: 2, offsetSeconds: $0)) }
        #expect(await destination.deliver(Batch(events.map(\.event))) == .all(.delivered))
        let shown = try await fixture.python(#"print([show(d["_id"]) for d in database.body.find()])"#)
        #expect(shown == "['{user_id: str(u), start_date: str(2026-09-15)}']")
        await destination.shutdown()
    }

    private func deliver(_ events: [Event], _ fixture: MongoFixture) async throws {
        let destination = try fixture.make("create_indexes: false")
        try await destination.prepare()
        #expect(await destination.deliver(Batch(events)) == .all(.delivered))
        await destination.shutdown()
    }

    private func event(_ type: String, _ payload: String, ordering: Int64? = nil) -> Event {
        factory.make(type: type, user: "u", payload: payload, ordering: ordering, records: []).event
    }

    /// A body event of one day whose record has further members.
    private func day(_ members: String) -> Event {
        let metadata = #""metadata":{"start_time":"2026-03-02T00:00:00"}"#
        return event("body", #"{"type":"body","user":{"user_id":"u"},"data":[{\#(metadata),\#(members)}]}"#)
    }
}
