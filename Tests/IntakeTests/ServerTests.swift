import Intake
import RouterCore
import TestSupport
import Testing

@Suite("HTTP as clients speak it")
struct ServerTests {
    private static let event = #"{"type":"auth"}"#

    @Test("A connection is kept for one request after the other")
    func keepAlive() async throws {
        try await ServerFixture.with { fixture in
            let client = try await RawClient(port: fixture.port)
            for number in 0..<3 {
                await client.send(post("{\"type\":\"a\(number)\"}"))
                let response = try #require(await client.response())
                #expect(response.status == 202)
                #expect(response.body == "{\"accepted\":1,\"duplicates\":0}\n")
                #expect(response.headers["date"] == "Thu, 09 Oct 2025 08:53:20 GMT")
                #expect(response.headers["connection"] == nil)
            }
            #expect(fixture.journal.events.map(\.type) == ["a0", "a1", "a2"])
            #expect(fixture.server.statistics.connections == 1)
        }
    }

    @Test("Pipelined requests are answered in order, refusals among them")
    func pipelining() async throws {
        try await ServerFixture.with { fixture in
            let client = try await RawClient(port: fixture.port)
            let requests = (0..<50).map { $0 % 5 == 4 ? post("nonsense") : post("{\"type\":\"a\($0)\"}") }
            await client.send(requests.joined() + post(Self.event, headers: ["Connection: close"]))
            for number in 0..<50 {
                #expect(await client.response()?.status == (number % 5 == 4 ? 400 : 202))
            }
            let last = try #require(await client.response())
            #expect(last.headers["connection"] == "close")
            #expect(await client.readToEnd() == "")
            #expect(fixture.journal.events.count == 41)
        }
    }

    @Test("A chunked body is put together")
    func chunked() async throws {
        try await ServerFixture.with { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"typ\r\n")
            await client.send("a\r\ne\":\"auth\"}\r\n0\r\n\r\n")
            #expect(await client.response()?.status == 202)
            #expect(fixture.journal.events.map { Array($0.payload) } == [Array(Self.event.utf8)])
        }
    }

    @Test("A large body in many pieces arrives whole")
    func large() async throws {
        try await ServerFixture.with { fixture in
            let client = try await RawClient(port: fixture.port)
            let body = "{\"type\":\"a\",\"x\":\"\(String(repeating: "0123456789", count: 1_000_000))\"}"
            await client.send(post(body))
            #expect(await client.response()?.status == 202)
            #expect(fixture.journal.events.first.map { $0.payload.elementsEqual(body.utf8) } == true)
            #expect(fixture.server.statistics.bodyBytes == 0)
        }
    }

    @Test("100 Continue is sent to who waits for it, and not where the request is refused")
    func expectContinue() async throws {
        try await ServerFixture.with { fixture in
            let client = try await RawClient(port: fixture.port)
            let head = "POST /events HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
            await client.send(head + "Content-Length: \(Self.event.utf8.count)\r\n\r\n")
            #expect(await client.response()?.status == 100)
            await client.send(Self.event)
            #expect(await client.response()?.status == 202)
            await client.send(head + "Content-Length: 99999999999\r\n\r\n")
            #expect(await client.response()?.status == 413)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test("HEAD is answered like GET, without the body")
    func head() async throws {
        try await ServerFixture.with(status: Array(repeating: 0x20, count: 1000)) { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send("HEAD /status HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await client.response(hasBody: false)?.headers["content-length"] == "1000")
            #expect(await client.response()?.body == "ok\n")
        }
    }

    @Test("A refusal of a short request keeps the connection")
    func refusalKeepsConnection() async throws {
        try await ServerFixture.with { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send(post(Self.event, path: "/nowhere") + "GET /events?x HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await client.response()?.status == 404)
            let response = try #require(await client.response())
            #expect(response.status == 405)
            #expect(response.headers["allow"] == "POST")
            await client.send(post(Self.event))
            #expect(await client.response()?.status == 202)
            #expect(fixture.server.statistics.rejected == [404: 1, 405: 1])
            #expect(fixture.server.statistics.requests == 3)
            #expect(fixture.server.statistics.inFlight == 0)
        }
    }

    @Test("A client that speaks HTTP/1.0 sees the connection close")
    func http10() async throws {
        try await ServerFixture.with { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send("GET /healthz HTTP/1.0\r\n\r\n")
            #expect(await client.readToEnd()?.hasSuffix("\r\n\r\nok\n") == true)
        }
    }

    @Test("A wish for another protocol is passed over, and the connection closed after the answer")
    func upgrade() async throws {
        try await ServerFixture.with { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send(post(Self.event, headers: ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"]))
            #expect(await client.readToEnd()?.hasPrefix("HTTP/1.1 202 ") == true)
        }
    }

    @Test("A client that stops sending after its request still gets its answer")
    func halfClosed() async throws {
        try await ServerFixture.with { fixture in
            fixture.journal.hold()
            let client = try await RawClient(port: fixture.port)
            await client.send(post(Self.event))
            client.finishSending()
            try await eventually("the append waits") { fixture.journal.heldAppends == 1 }
            fixture.journal.resume()
            #expect(await client.readToEnd()?.hasPrefix("HTTP/1.1 202 ") == true)
        }
    }

    @Test("A header's name is read without regard to case")
    func headerCase() async throws {
        try await ServerFixture.with { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send(
                post(
                    Self.event,
                    headers: ["x-TERRA-Trace-ID: t1", "X-terra-ordering-timestamp: 5", "TERRA-Reference: r"]
                )
            )
            #expect(await client.response()?.status == 202)
            let event = try #require(fixture.journal.events.first)
            #expect(event.id == "t1" && event.ordering == 5 && event.reference == "r")
        }
    }

    @Test("Listening is logged with the address")
    func logged() async throws {
        try await ServerFixture.with { fixture in
            #expect(fixture.log.lines(containing: "listening on 127.0.0.1:\(fixture.port)").count == 1)
        }
    }
}
