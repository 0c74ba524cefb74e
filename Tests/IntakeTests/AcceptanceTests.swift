import Intake
import RouterCore
import TestSupport
import Testing

@Suite("What is accepted")
struct AcceptanceTests {
    private static let event =
        #"{"type":"body","user":{"user_id":"u1","reference_id":"r","provider":"DEXCOM"},"data":[]}"#

    @Test("A single event is kept byte for byte, white space and unknown fields included")
    func single() async throws {
        let fixture = HandlerFixture()
        let body = " \n{\"type\":\"new_kind\",\"x\":{\"é\":[1e400,\"\\ud800\"]},\"x\":2}\r\n"
        let response = await fixture.post(body)
        #expect(response.status == 202)
        #expect(response.text == "{\"accepted\":1,\"duplicates\":0}\n")
        let kept = try #require(fixture.journal.events.first)
        #expect(Array(kept.payload) == Array(body.utf8))
        #expect(kept.type == "new_kind")
        #expect(kept.receivedAt == HandlerFixture.now)
        #expect(kept.ordering == HandlerFixture.now)
    }

    @Test("The envelope and the headers become the event's attributes")
    func attributes() async throws {
        let fixture = HandlerFixture()
        let response = await fixture.post(Self.event) { head in
            head.traceID = "trace-1:chunk:2"
            head.orderingTimestamp = "1750000000001"
            head.reference = "ref-9"
        }
        #expect(response.status == 202)
        let kept = try #require(fixture.journal.events.first)
        #expect(kept.id == "trace-1:chunk:2")
        #expect(kept.ordering == 1_750_000_000_001)
        #expect(kept.receivedAt == HandlerFixture.now)
        #expect(kept.reference == "ref-9")
        #expect([kept.userID, kept.referenceID, kept.provider] == ["u1", "r", "DEXCOM"])
    }

    @Test("Without a trace id the identity is the SHA-256 of the bytes, and a redelivery is a duplicate")
    func identityByContent() async throws {
        let fixture = HandlerFixture()
        _ = await fixture.post("{\"type\":\"auth\"}")
        let hash = "edaf1faf4878306ff8688a0d4fd686caf72c16f37c2e4b21501ec884aae9a087"
        #expect(fixture.journal.events.map(\.id) == [hash])
        let again = await fixture.post("{\"type\":\"auth\"}")
        #expect(again.text == "{\"accepted\":0,\"duplicates\":1}\n")
        #expect(fixture.counters.snapshot().duplicates == 1)
    }

    @Test("An array is split, each element its own bytes, with the trace id numbered")
    func array() async {
        let fixture = HandlerFixture()
        let response = await fixture.post(#" [ {"type":"a"} , {"type":"b", "n": 1.0 } ] "#) { $0.traceID = "t" }
        #expect(response.text == "{\"accepted\":2,\"duplicates\":0}\n")
        #expect(fixture.journal.events.map(\.id) == ["t:0", "t:1"])
        let payloads = fixture.journal.events.map { String(decoding: $0.payload, as: UTF8.self) }
        #expect(payloads == [#"{"type":"a"}"#, #"{"type":"b", "n": 1.0 }"#])
    }

    @Test("An array of one keeps the trace id as it is")
    func arrayOfOne() async {
        let fixture = HandlerFixture()
        _ = await fixture.post(#"[{"type":"a"}]"#) { $0.traceID = "t" }
        #expect(fixture.journal.events.map(\.id) == ["t"])
    }

    @Test(
        "NDJSON is split at line breaks, blank lines and carriage returns aside",
        arguments: ["application/x-ndjson", "application/jsonl; charset=utf-8", "Application/X-JSONLines"]
    )
    func lines(type: String) async {
        let fixture = HandlerFixture()
        let response = await fixture.post("{\"type\":\"a\"}\r\n\n  {\"type\":\"b\"}  \n{\"type\":\"c\"}") {
            $0.contentType = type
        }
        #expect(response.text == "{\"accepted\":3,\"duplicates\":0}\n")
        #expect(fixture.journal.events.map(\.type) == ["a", "b", "c"])
        #expect(fixture.journal.events.map(\.payload.count) == [12, 12, 12])
    }

    @Test("A content type that is not known is taken for JSON")
    func unknownContentType() async {
        let response = await HandlerFixture().post(Self.event) { $0.contentType = "application/x-www-form-urlencoded" }
        #expect(response.status == 202)
    }

    @Test("gzip is unpacked, all members of it", arguments: ["gzip", "GZIP", "x-gzip"])
    func compressed(encoding: String) async {
        let fixture = HandlerFixture()
        let body = gzip(Array(#"[{"type":"a"},"#.utf8)) + gzip([]) + gzip(Array(#"{"type":"b"}]"#.utf8))
        let response = await fixture.post(body) { $0.contentEncoding = encoding }
        #expect(response.text == "{\"accepted\":2,\"duplicates\":0}\n")
        #expect(fixture.budget.inUse == 0)
    }

    @Test(
        "Headers that cannot be used are replaced by their defaults, counted, and logged",
        arguments: ["", "12x", "-5", "9223372036854775808", "253402300800000", "1e3"]
    )
    func unusableOrdering(text: String) async {
        let fixture = HandlerFixture()
        let response = await fixture.post(Self.event) { $0.orderingTimestamp = text }
        #expect(response.status == 202)
        #expect(fixture.journal.events.first?.ordering == HandlerFixture.now)
        #expect(fixture.counters.snapshot().unusableHeaders == 1)
        #expect(fixture.log.lines(containing: "intake.header_ignored").count == 1)
    }

    @Test("A trace id that could not be stored everywhere is not used", arguments: ["", "a\tb", "ü"])
    func unusableTrace(text: String) async {
        let fixture = HandlerFixture()
        _ = await fixture.post(Self.event) { $0.traceID = text }
        _ = await fixture.post(#"{"type":"other"}"#) { $0.traceID = String(repeating: "x", count: 257) }
        #expect(fixture.journal.events.map(\.id.count) == [64, 64])
    }

    @Test("Routes name the destinations")
    func routes() async {
        let fixture = HandlerFixture(routes: Routes([Route(match: nil, destinations: DestinationSet(index: 3))]))
        _ = await fixture.post(Self.event)
        #expect(fixture.journal.events.first?.destinations == DestinationSet(index: 3))
    }

    @Test("Duplicate keys, huge numbers, NUL escapes and lone surrogates in the data are kept as they came")
    func oddities() async {
        let fixture = HandlerFixture()
        let body = #"{"type":"body","data":[{"a":1,"a":2,"n":123456789012345678901234567890e999,"s":"\u0000\ud83d"}]}"#
        #expect(await fixture.post(body).status == 202)
        #expect(fixture.journal.events.map { Array($0.payload) } == [Array(body.utf8)])
    }

    @Test("Accepted events and bytes are counted")
    func counters() async {
        let fixture = HandlerFixture()
        _ = await fixture.post(#"[{"type":"a"},{"type":"b"},{"type":"a"}]"#)
        let statistics = fixture.counters.snapshot()
        #expect([statistics.accepted, statistics.acceptedBytes, statistics.duplicates] == [2, 24, 1])
    }
}
