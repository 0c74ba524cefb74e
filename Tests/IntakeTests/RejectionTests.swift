import Intake
import RouterCore
import TestSupport
import Testing

@Suite("What is refused, and how it is said")
struct RejectionTests {
    private static let deep = String(repeating: "[", count: 100_000)

    @Test(
        "Malformed JSON is answered with line, column and offset",
        arguments: [
            ("{\"type\":\n \"a\",}", "2", "6", "14"),
            ("{\"type\":\"a\"} x", "1", "14", "13"),
            ("\u{feff}{\"type\":\"a\"}", "1", "1", "0"),
            ("{\"type\":\"a\"", "1", "12", "11"),
        ]
    )
    func position(body: String, line: String, column: String, offset: String) async throws {
        let fixture = HandlerFixture()
        let response = await fixture.post(body)
        #expect(response.status == 400)
        #expect(response.contentType == "application/problem+json")
        #expect(try response.member("type") == "urn:distributary:problem:malformed-json")
        #expect(try response.member("line") == line)
        #expect(try response.member("column") == column)
        #expect(try response.member("offset") == offset)
        #expect(fixture.journal.events.isEmpty)
    }

    @Test("100,000 nested arrays are malformed, and cost nothing", arguments: [deep, "{\"type\":\"a\",\"x\":" + deep])
    func deeplyNested(body: String) async throws {
        let response = await HandlerFixture().post(body)
        #expect(response.status == 400)
        #expect(try response.member("type") == "urn:distributary:problem:malformed-json")
    }

    @Test("Bytes that are no UTF-8 are malformed")
    func invalidUTF8() async throws {
        let response = await HandlerFixture().post(Array(#"{"type":"a","x":""#.utf8) + [0xff] + Array(#""}"#.utf8))
        #expect(response.status == 400)
        #expect(try response.member("offset") == "17")
    }

    @Test(
        "What is no event is answered with the pointer to the mistake",
        arguments: [
            ("{}", "/type", "0"),
            ("17", "", "0"),
            ("{\"type\":5}", "/type", "0"),
            ("{\"type\":\"\"}", "/type", "0"),
            ("{\"type\":\"a\\u0000\"}", "/type", "0"),
            ("{\"type\":\"a\",\"user\":{\"user_id\":7}}", "/user/user_id", "0"),
            ("[{\"type\":\"a\"},[]]", "/1", "1"),
            ("[{\"type\":\"a\"},{\"type\":\"b\"},{}]", "/2/type", "2"),
        ]
    )
    func pointer(body: String, pointer: String, event: String) async throws {
        let fixture = HandlerFixture()
        let response = await fixture.post(body)
        #expect(response.status == 400)
        #expect(try response.member("pointer") == pointer)
        #expect(try response.member("event") == event)
        #expect(fixture.journal.events.isEmpty)
    }

    @Test("One bad line of NDJSON refuses all of them and names the line")
    func badLine() async throws {
        let fixture = HandlerFixture()
        let body = "{\"type\":\"a\"}\n\n{\"type\":nope}\n{\"type\":\"c\"}\n"
        let response = await fixture.post(body) { $0.contentType = "application/x-ndjson" }
        #expect(response.status == 400)
        #expect(try response.member("line") == "3")
        #expect(try response.member("event") == "1")
        #expect(try response.member("offset") == "22")
        #expect(fixture.journal.events.isEmpty)
        let missing = await fixture.post("{\"type\":\"a\"}\n{}") { $0.contentType = "application/jsonl" }
        #expect(try missing.member("line") == "2")
        #expect(try missing.member("pointer") == "/type")
    }

    @Test("A body without an event is refused", arguments: ["", " \n", "[]"])
    func empty(body: String) async throws {
        let response = await HandlerFixture().post(body)
        #expect(response.status == 400)
        #expect(try response.member("type") == "urn:distributary:problem:empty-body")
    }

    @Test("A request without a body is asked for its length")
    func noLength() async {
        #expect(await HandlerFixture().post("") { $0.contentLength = nil }.status == 411)
    }

    @Test("A Content-Length over the limit is refused before the body, with the limit's name")
    func tooLarge() async throws {
        var limits = IntakeLimits()
        limits.maxBody = 100
        let response = await HandlerFixture(limits: limits).post("") { $0.contentLength = 101 }
        #expect(response.status == 413)
        #expect(try response.member("limit") == "max_body")
    }

    @Test("More events than the limit are refused, as an array and as lines")
    func tooMany() async throws {
        var limits = IntakeLimits()
        limits.maxEvents = 2
        let fixture = HandlerFixture(limits: limits)
        let array = await fixture.post(#"[{"type":"a"},{"type":"b"},{"type":"c"}]"#)
        #expect(array.status == 413)
        #expect(try array.member("limit") == "max_events")
        let lines = await fixture.post("{\"type\":\"a\"}\n{\"type\":\"b\"}\n{\"type\":\"c\"}") {
            $0.contentType = "application/x-ndjson"
        }
        #expect(lines.status == 413)
        #expect(fixture.journal.events.isEmpty)
    }

    @Test("Other content encodings are not supported", arguments: ["br", "gzip, gzip", "deflate", "zstd"])
    func encoding(name: String) async {
        #expect(await HandlerFixture().post("{}") { $0.contentEncoding = name }.status == 415)
    }

    @Test("A gzip bomb is refused within the limit and gives its memory back")
    func bomb() async throws {
        var limits = IntakeLimits()
        limits.maxBody = 1 << 20
        let fixture = HandlerFixture(limits: limits)
        let response = await fixture.post(gzip([UInt8](repeating: 0x20, count: 64 << 20))) {
            $0.contentEncoding = "gzip"
        }
        #expect(response.status == 413)
        #expect(try response.member("limit") == "max_body")
        #expect(fixture.budget.inUse == 0)
    }

    @Test("Decompression stays within the memory set aside for all requests")
    func budget() async throws {
        var limits = IntakeLimits()
        limits.maxBytesInFlight = 100_000
        let response = await HandlerFixture(limits: limits).post(gzip([UInt8](repeating: 0x20, count: 1 << 20))) {
            $0.contentEncoding = "gzip"
        }
        #expect(response.status == 503)
        #expect(response.retryAfter == 1)
        #expect(try response.member("limit") == "max_bytes_in_flight")
    }

    @Test("Damaged gzip says what is wrong with it")
    func damagedGzip() async throws {
        let whole = gzip(Array(#"{"type":"a"}"#.utf8))
        var flipped = whole
        flipped[whole.count - 6] ^= 0xff
        let bodies = [
            Array(whole.dropLast()), Array(whole.prefix(5)), whole + [0, 0], whole + [0x1f], flipped,
            Array(#"{"type":"a"}"#.utf8), whole + [0x1f, 0x8b, 0x08],
        ]
        for body in bodies {
            let fixture = HandlerFixture()
            let response = await fixture.post(body) { $0.contentEncoding = "gzip" }
            #expect(response.status == 400)
            #expect(try response.member("type") == "urn:distributary:problem:malformed-gzip")
            #expect(fixture.journal.events.isEmpty)
        }
    }

    @Test("No answer and no log line quotes the payload")
    func noPayload() async {
        let fixture = HandlerFixture()
        let bodies = [
            #"{"type":"SECRET","user":{"user_id":5}}"#, #"{"SECRET":}"#, #"[{"type":"a"},"SECRET"]"#, "SECRET",
        ]
        for body in bodies {
            let response = await fixture.post(body)
            #expect(response.status == 400)
            #expect(!response.text.contains("SECRET"))
        }
        #expect(fixture.log.lines(containing: "SECRET").isEmpty)
        #expect(fixture.log.lines(containing: "intake.rejected").count == bodies.count)
    }

    @Test("Refusals are logged a few times a minute, then only counted")
    func throttled() async {
        let fixture = HandlerFixture()
        for _ in 0..<1000 { _ = await fixture.post("{}") }
        #expect(1...20 ~= fixture.log.lines(containing: "intake.rejected").count)
    }
}
