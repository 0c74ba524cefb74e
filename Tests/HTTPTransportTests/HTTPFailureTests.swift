import HTTPTransport
import TestSupport
import Testing

@Suite struct HTTPFailureTests {
    /// Sends a request that must fail, and checks that the reason holds nothing of the URL that may be secret.
    private func failure(
        of client: HTTPClient,
        _ url: String,
        _ method: HTTPMethod = .post,
        timeout: Duration = .seconds(20),
        limit: HTTPRequest.ResponseLimit = .keep(100)
    ) async throws -> HTTPFailure {
        let secret = url.replacing("://", with: "://user:hunter2@") + "/hidden?token=hunter3"
        let body: [ArraySlice<UInt8>] = method == .get ? [] : [ArraySlice("payload".utf8)]
        let request = HTTPRequest(method, try HTTPURL(secret), body: body, timeout: timeout, responseLimit: limit)
        let failure = try await #require(throws: HTTPFailure.self) { try await client.send(request) }
        for part in ["hunter", "hidden", "user", "token", "payload"] { #expect(!failure.reason.contains(part)) }
        return failure
    }

    @Test func aNameThatDoesNotResolve() async throws {
        try await withClient { client, _ in
            let failure = try await failure(of: client, "http://does-not-exist.invalid")
            #expect(failure.kind == .cannotResolve)
            #expect(failure.reason.contains("does-not-exist.invalid"))
            #expect(!failure.mayHaveArrived)
        }
    }

    @Test func aPortThatNobodyListensOn() async throws {
        try await withClient { client, _ in
            let port = try FreePort.pick()
            let failure = try await failure(of: client, "http://127.0.0.1:\(port)")
            #expect(failure.kind == .cannotConnect)
            #expect(failure.reason == "cannot connect to http://127.0.0.1:\(port): Connection refused")
            #expect(!failure.mayHaveArrived)
        }
    }

    @Test func aServerThatDoesNotAnswerInTime() async throws {
        let gate = Gate()
        let answer = ScriptedServer.Answer.later {
            await gate.wait()
            return .accepted
        }
        try await withClient { client, server in
            let url = try HTTPURL(server.url())
            _ = try await client.send(HTTPRequest(.get, url, timeout: .seconds(20)))
            server.answer { _ in answer }
            let failure = try await failure(of: client, server.url(""), timeout: .seconds(2))
            #expect(failure.kind == .timedOut)
            #expect(failure.mayHaveArrived)
            await gate.open()
        }
    }

    @Test func aRequestWhoseTimeGoesByInWaiting() async throws {
        let gate = Gate()
        let answer = ScriptedServer.Answer.later {
            await gate.wait()
            return .accepted
        }
        var configuration = HTTPClientConfiguration()
        configuration.maxInFlight = 1
        try await withClient(configuration) { client, server in
            server.answer { _ in answer }
            let url = try HTTPURL(server.url())
            async let first = client.send(HTTPRequest(.get, url, timeout: .seconds(30)))
            await server.waitForRequests(1)
            let failure = try await failure(of: client, server.url(""), timeout: .milliseconds(50))
            #expect(failure.kind == .timedOut)
            #expect(!failure.mayHaveArrived)
            await gate.open()
            #expect(try await first.status == 202)
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [ScriptedServer.Answer.close, .reset, .raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")])
    func aConnectionThatBreaksBeforeTheEndOfTheAnswer(answer: ScriptedServer.Answer) async throws {
        try await withClient { client, server in
            server.answer { _ in answer }
            let failure = try await failure(of: client, server.url(""))
            #expect(failure.kind == .connectionLost)
            #expect(failure.mayHaveArrived)
        }
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "HTTP/9.9 what\r\n\r\n"])
    func anAnswerThatIsNotHTTP(text: String) async throws {
        try await withClient { client, server in
            server.answer { _ in .raw(text) }
            let failure = try await failure(of: client, server.url(""))
            #expect(failure.kind == .invalidResponse)
        }
    }

    @Test func anAnswerThatIsLargerThanWhatMustBeWhole() async throws {
        try await withClient { client, server in
            server.answer { _ in .status(200, body: Array(repeating: 65, count: 1001)) }
            let failure = try await failure(of: client, server.url(""), limit: .require(1000))
            #expect(failure.kind == .responseTooLarge)
            let url = try HTTPURL(server.url())
            let whole = try await client.send(
                HTTPRequest(.get, url, timeout: .seconds(20), responseLimit: .require(1001))
            )
            #expect(whole.body.count == 1001)
        }
    }

    @Test func ofAnAnswerThatNeedNotBeWholeTheBeginningIsKept() async throws {
        let sizes = [99, 100, 101, 500_000, 40_000_000]
        try await withClient { client, server in
            server.answer { request in
                .status(200, body: Array(repeating: 65, count: Int(request.uri.dropFirst()) ?? 0))
            }
            for size in sizes {
                let url = try HTTPURL(server.url("/\(size)"))
                let request = HTTPRequest(.get, url, timeout: .seconds(30), responseLimit: .keep(100))
                let response = try await client.send(request)
                #expect(response.status == 200)
                #expect(response.body == Array(repeating: 65, count: min(size, 100)))
                #expect(response.isBodyTruncated == (size > 100))
            }
            // The connection was kept until the rest of an answer was too much to read.
            #expect(server.connectionCount == 1)
        }
    }

    @Test func anAnswerWithTooManyHeaders() async throws {
        let lines = (0..<900).map { "X-\($0): \(String(repeating: "a", count: 80))\r\n" }.joined()
        try await withClient { client, server in
            server.answer { _ in .raw("HTTP/1.1 200 OK\r\n\(lines)\r\n") }
            let failure = try await failure(of: client, server.url(""))
            #expect(failure.kind == .responseTooLarge)
        }
    }

    @Test(arguments: [("X-A\r\nX-B", "1"), ("X-A", "1\r\nX-B: 2"), ("", "1"), ("X A", "1"), ("X-A", "\u{0}")])
    func aHeaderThatCouldBecomeAnother(name: String, value: String) async throws {
        try await withClient { client, server in
            let url = try HTTPURL(server.url())
            let request = HTTPRequest(.get, url, headers: [HTTPField(name, value)], timeout: .seconds(20))
            let failure = await #expect(throws: HTTPFailure.self) { try await client.send(request) }
            #expect(failure?.kind == .invalidHeader)
            #expect(server.requests.isEmpty)
        }
    }
}
