import Intake
import RouterCore
import TestSupport
import Testing

@Suite("Clients that are slow, broken or mean")
struct HostileClientTests {
    private static let event = #"{"type":"auth"}"#

    private static func limits(_ change: (inout IntakeLimits) -> Void) -> IntakeLimits {
        var limits = IntakeLimits()
        change(&limits)
        return limits
    }

    @Test("A declared body over the limit is refused before it comes, and the client reads the answer while it sends")
    func declaredTooLarge() async throws {
        try await ServerFixture.with(limits: Self.limits { $0.maxBody = 1000 }) { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n")
            await client.send([UInt8](repeating: 0x20, count: 3_000_000))
            let answer = try #require(await client.readToEnd())
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.contains("\"limit\":\"max_body\""))
            #expect(answer.contains("connection: close\r\n"))
            #expect(fixture.server.statistics.bodyBytes == 0)
        }
    }

    @Test("A chunked body over the limit is refused when it gets there")
    func chunkedTooLarge() async throws {
        try await ServerFixture.with(limits: Self.limits { $0.maxBody = 100_000 }) { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send("POST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "2710\r\n" + String(repeating: " ", count: 10_000) + "\r\n"
            await client.send(String(repeating: chunk, count: 30))
            #expect(await client.readToEnd()?.hasPrefix("HTTP/1.1 413 ") == true)
            #expect(fixture.journal.events.isEmpty)
        }
    }

    @Test("What is thrown away after a refusal has an end")
    func lingerIsBounded() async throws {
        let limits = Self.limits {
            $0.maxBody = 1000
            $0.connection.lingerBytes = 1 << 20
            $0.connection.lingerTimeout = .seconds(60)
        }
        try await ServerFixture.with(limits: limits) { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
            let sent = await client.send([UInt8](repeating: 0x20, count: 100 << 20))
            #expect(sent < 100 << 20)
            try await eventually("the connection is closed") { fixture.server.statistics.connections == 0 }
        }
    }

    @Test("Memory for bodies is shared out, and who gets none is told to come back")
    func memoryBudget() async throws {
        try await ServerFixture.with(limits: Self.limits { $0.maxBytesInFlight = 100_000 }) { fixture in
            fixture.journal.hold()
            let first = try await RawClient(port: fixture.port)
            await first.send(post("{\"type\":\"a\",\"x\":\"\(String(repeating: "x", count: 80_000))\"}"))
            try await eventually("the append waits") { fixture.journal.heldAppends == 1 }
            let second = try await RawClient(port: fixture.port)
            await second.send(post("{\"type\":\"b\",\"x\":\"\(String(repeating: "x", count: 80_000))\"}"))
            let refused = try #require(await second.response())
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] == "1")
            fixture.journal.resume()
            #expect(await first.response()?.status == 202)
            try await eventually("the memory is given back") { fixture.server.statistics.bodyBytes == 0 }
        }
    }

    @Test("A body that is cut off is never taken for a whole one")
    func cutOff() async throws {
        try await ServerFixture.with { fixture in
            let chunked = "POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
            let starts = [
                chunked + "Transfer-Encoding: chunked\r\n\r\nf\r\n\(Self.event)\r\n",
                chunked + "Content-Length: 100\r\n\r\n\(Self.event)\n",
            ]
            for start in starts {
                let client = try await RawClient(port: fixture.port)
                await client.send(start)
                client.finishSending()
                #expect(await client.readToEnd()?.hasPrefix("HTTP/1.1 400 ") == true)
                let gone = try await RawClient(port: fixture.port)
                await gone.send(start)
                gone.reset()
            }
            try await eventually("all are closed") { fixture.server.statistics.connections == 0 }
            #expect(fixture.journal.events.isEmpty)
            #expect(fixture.server.statistics.inFlight == 0)
            #expect(fixture.server.statistics.bodyBytes == 0)
        }
    }

    @Test("Headers over the limits are answered 431", arguments: [(1, 9000), (40, 600), (200, 1)])
    func oversizedHeaders(count: Int, length: Int) async throws {
        try await ServerFixture.with { fixture in
            let client = try await RawClient(port: fixture.port)
            let fields = (0..<count).map { "X-\($0): \(String(repeating: "y", count: length))\r\n" }.joined()
            await client.send("POST /events HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")
            #expect(await client.readToEnd()?.hasPrefix("HTTP/1.1 431 ") == true)
        }
    }

    @Test(
        "What is not HTTP/1.1 is answered 400 and closed",
        arguments: [
            "nonsense\r\n\r\n", "POST /events HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "POST /events HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
            "POST /events HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n{}",
            "POST /events HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
        ]
    )
    func malformed(request: String) async throws {
        try await ServerFixture.with { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send(request)
            #expect(await client.readToEnd()?.hasPrefix("HTTP/1.1 400 ") == true)
            #expect(fixture.journal.events.isEmpty)
        }
    }

    @Test("A request that does not parse is answered after those before it")
    func malformedAfterPipelined() async throws {
        try await ServerFixture.with { fixture in
            fixture.journal.hold()
            let client = try await RawClient(port: fixture.port)
            await client.send(post(Self.event) + "nonsense\r\n\r\n")
            try await eventually("the append waits") { fixture.journal.heldAppends == 1 }
            fixture.journal.resume()
            #expect(await client.response()?.status == 202)
            #expect(await client.response()?.status == 400)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test("Headers that dribble end with the header timeout")
    func slowHeaders() async throws {
        try await ServerFixture.with(limits: Self.limits { $0.connection.headerTimeout = .milliseconds(200) }) {
            fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send("POST /events HTTP/1.1\r\nHost:")
            let silent = try await RawClient(port: fixture.port)
            #expect(await client.readToEnd() == "")
            #expect(await silent.readToEnd() == "")
        }
    }

    @Test("An idle connection ends with the idle timeout")
    func idle() async throws {
        try await ServerFixture.with(limits: Self.limits { $0.connection.idleTimeout = .milliseconds(200) }) {
            fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send(post(Self.event))
            #expect(await client.response()?.status == 202)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test("A body that dribbles is answered 408")
    func slowBody() async throws {
        let limits = Self.limits { $0.connection.bodyInactivityTimeout = .milliseconds(200) }
        try await ServerFixture.with(limits: limits) { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n{\"type\"")
            #expect(await client.readToEnd()?.hasPrefix("HTTP/1.1 408 ") == true)
            #expect(fixture.server.statistics.bodyBytes == 0)
        }
    }

    @Test("An answer that takes too long is 503, while the event may still become durable")
    func slowAnswer() async throws {
        try await ServerFixture.with(limits: Self.limits { $0.connection.answerTimeout = .milliseconds(200) }) {
            fixture in
            fixture.journal.hold()
            let client = try await RawClient(port: fixture.port)
            await client.send(post(Self.event))
            let response = try #require(await client.response())
            #expect(response.status == 503)
            #expect(response.headers["retry-after"] == "5")
            fixture.journal.resume()
            try await eventually("the event is durable") { fixture.journal.events.count == 1 }
            // On a busy machine this answer may be late too: a sender comes back until it has one.
            try await eventually("the redelivery is recognised") {
                let again = try await RawClient(port: fixture.port)
                await again.send(post(Self.event))
                return await again.response()?.body == "{\"accepted\":0,\"duplicates\":1}\n"
            }
        }
    }

    @Test("A client that never reads its answers is cut off")
    func unreadAnswers() async throws {
        let limits = Self.limits { $0.connection.writeTimeout = .milliseconds(300) }
        try await ServerFixture.with(limits: limits, status: [UInt8](repeating: 0x20, count: 8 << 20)) { fixture in
            let client = try await RawClient(port: fixture.port)
            await client.send(String(repeating: "GET /status HTTP/1.1\r\nHost: x\r\n\r\n", count: 4))
            try await eventually("it is connected") { fixture.server.statistics.requests > 0 }
            try await eventually("it is cut off") { fixture.server.statistics.connections == 0 }
        }
    }

    @Test("Connections over the limit wait for others to end")
    func maxConnections() async throws {
        try await ServerFixture.with(limits: Self.limits { $0.maxConnections = 2 }) { fixture in
            var clients: [RawClient] = []
            for _ in 0..<20 { clients.append(try await RawClient(port: fixture.port)) }
            for client in clients {
                await client.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            }
            for client in clients {
                #expect(await client.readToEnd()?.hasPrefix("HTTP/1.1 200 ") == true)
            }
        }
    }
}
