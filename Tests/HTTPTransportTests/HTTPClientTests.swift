import HTTPTransport
import Testing

@Suite struct HTTPClientTests {
    @Test(arguments: HTTPMethod.allCases)
    func sendsEveryMethodWithHeadersAndBody(method: HTTPMethod) async throws {
        try await withClient { client, server in
            let hasBody = method != .get && method != .head
            let request = HTTPRequest(
                method,
                try HTTPURL(server.url("/path?query=1")),
                headers: [HTTPField("X-One", "a b"), HTTPField("X-Empty", ""), HTTPField("Content-Type", "text/x")],
                body: hasBody ? [ArraySlice("body".utf8)] : [],
                timeout: .seconds(20)
            )
            #expect(try await client.send(request).status == 202)
            let received = try #require(server.requests.first)
            #expect(received.method == method.rawValue)
            #expect(received.uri == "/path?query=1")
            #expect(received.header("x-one") == "a b")
            #expect(received.header("x-empty") == "")
            #expect(received.header("content-type") == "text/x")
            #expect(received.header("expect") == nil)
            #expect(received.header("user-agent") == "distributary")
            #expect(received.body == (hasBody ? Array("body".utf8) : []))
        }
    }

    @Test(arguments: [0, 1, 1302, 65_536, 65_537, 3_000_000])
    func sendsABodyInPartsByteForByte(size: Int) async throws {
        try await withClient { client, server in
            let whole = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let parts = [whole[..<(size / 3)], [], whole[(size / 3)..<(size / 2)], whole[(size / 2)...]]
            let url = try HTTPURL(server.url())
            for method in [HTTPMethod.post, .put] {
                let request = HTTPRequest(method, url, body: parts, timeout: .seconds(20))
                #expect(try await client.send(request).status == 202)
            }
            #expect(server.requests.allSatisfy { $0.body == whole })
            #expect(server.requests.allSatisfy { $0.header("content-length") == "\(size)" })
            #expect(server.requests.allSatisfy { $0.header("content-type") == nil })
        }
    }

    @Test func returnsStatusHeadersAndBody() async throws {
        try await withClient { client, server in
            server.answer { _ in
                .status(422, headers: [("X-Answer", "  yes "), ("Retry-After", "5")], body: Array("no".utf8))
            }
            let response = try await client.send(HTTPRequest(.get, try HTTPURL(server.url()), timeout: .seconds(20)))
            #expect(response.status == 422)
            #expect(response.headers["x-answer"] == "yes")
            #expect(response.headers["RETRY-AFTER"] == "5")
            #expect(response.headers["retry"] == nil)
            #expect(response.body == Array("no".utf8))
            #expect(!response.isBodyTruncated && !response.isHTTP2)
        }
    }

    @Test func returnsRedirectsInsteadOfFollowingThem() async throws {
        try await withClient { client, server in
            server.answer { $0.uri == "/" ? .status(302, headers: [("Location", "/next")]) : .accepted }
            let response = try await client.send(HTTPRequest(.get, try HTTPURL(server.url()), timeout: .seconds(20)))
            #expect(response.status == 302)
            #expect(response.headers["location"] == "/next")
            #expect(server.requests.count == 1)
        }
    }

    @Test func anInterimResponseIsNotTheResponse() async throws {
        let text =
            "HTTP/1.1 103 Early Hints\r\nX-Hint: a\r\n\r\nHTTP/1.1 200 OK\r\nX-Real: b\r\nContent-Length: 0\r\n\r\n"
        try await withClient { client, server in
            server.answer { _ in .raw(text) }
            let response = try await client.send(HTTPRequest(.get, try HTTPURL(server.url()), timeout: .seconds(20)))
            #expect(response.status == 200)
            #expect(response.headers["x-hint"] == nil)
            #expect(response.headers["x-real"] == "b")
        }
    }

    @Test func keepsOneConnectionForRequestsOneAfterTheOther() async throws {
        try await withClient { client, server in
            let request = HTTPRequest(.post, try HTTPURL(server.url()), body: [[1, 2, 3]], timeout: .seconds(20))
            for _ in 0..<50 { _ = try await client.send(request) }
            #expect(server.connectionCount == 1)
        }
    }

    @Test func sendsAgainWhereAKeptConnectionWasClosedMeanwhile() async throws {
        try await withClient { client, server in
            let url = try HTTPURL(server.url())
            for size in [10, 200_000] {
                let body = [ArraySlice(repeating: UInt8(7), count: size)]
                _ = try await client.send(HTTPRequest(.post, url, body: body, timeout: .seconds(20)))
                await server.closeConnections()
                let response = try await client.send(HTTPRequest(.post, url, body: body, timeout: .seconds(20)))
                #expect(response.status == 202)
                #expect(server.requests.last?.body.count == size)
            }
        }
    }

    @Test func staysWithinItsConnectionsAndServesAll() async throws {
        var configuration = HTTPClientConfiguration()
        configuration.maxConnectionsPerHost = 3
        configuration.maxInFlight = 40
        try await withClient(configuration) { client, server in
            let url = try HTTPURL(server.url())
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<300 {
                    let body = [ArraySlice("\(index)".utf8)]
                    group.addTask {
                        try await client.send(HTTPRequest(.post, url, body: body, timeout: .seconds(20))).status
                    }
                }
                for try await status in group { #expect(status == 202) }
            }
            #expect(Set(server.requests.map(\.body)).count == 300)
            #expect(server.connectionCount <= 3)
        }
    }

    @Test func requestsOverTheLimitWaitInOrderAndThenFailAtOnce() async throws {
        let gate = Gate()
        var configuration = HTTPClientConfiguration()
        configuration.maxInFlight = 1
        configuration.maxWaiting = 2
        try await withClient(configuration) { client, server in
            server.answer { _ in
                .later {
                    await gate.wait()
                    return .accepted
                }
            }
            let url = try HTTPURL(server.url())
            var pending: [Task<Int, any Error>] = []
            for index in 0..<3 {
                pending.append(
                    Task {
                        let body = [ArraySlice("\(index)".utf8)]
                        return try await client.send(HTTPRequest(.post, url, body: body, timeout: .seconds(30))).status
                    }
                )
                // The next may only come when this one was taken, else their order is anybody's.
                while client.outstandingCount <= index { await Task.yield() }
            }
            let failure = await #expect(throws: HTTPFailure.self) {
                try await client.send(HTTPRequest(.get, url, timeout: .seconds(30)))
            }
            #expect(failure?.kind == .overloaded)
            await gate.open()
            for task in pending { #expect(try await task.value == 202) }
            #expect(server.requests.map { String(decoding: $0.body, as: UTF8.self) } == ["0", "1", "2"])
        }
    }
}
