import HTTPTransport
import Testing

/// How requests and clients come to an end before their time.
@Suite struct HTTPClientEndTests {
    private func stalled(_ gate: Gate) -> @Sendable (ScriptedServer.Request) -> ScriptedServer.Answer {
        { _ in
            .later {
                await gate.wait()
                return .accepted
            }
        }
    }

    @Test func cancellationEndsARequestUnderWay() async throws {
        let gate = Gate()
        try await withClient { client, server in
            server.answer(stalled(gate))
            let url = try HTTPURL(server.url())
            let task = Task { try await client.send(HTTPRequest(.get, url, timeout: .seconds(60))) }
            await server.waitForRequests(1)
            task.cancel()
            let failure = await #expect(throws: HTTPFailure.self) { try await task.value }
            #expect(failure?.kind == .cancelled)
            #expect(client.outstandingCount == 0)
            await gate.open()
        }
    }

    @Test func cancellationEndsARequestThatWaits() async throws {
        let gate = Gate()
        var configuration = HTTPClientConfiguration()
        configuration.maxInFlight = 1
        try await withClient(configuration) { client, server in
            server.answer(stalled(gate))
            let url = try HTTPURL(server.url())
            let first = Task { try await client.send(HTTPRequest(.get, url, timeout: .seconds(60))).status }
            await server.waitForRequests(1)
            let second = Task { try await client.send(HTTPRequest(.get, url, timeout: .seconds(60))).status }
            while client.outstandingCount < 2 { await Task.yield() }
            second.cancel()
            let failure = await #expect(throws: HTTPFailure.self) { try await second.value }
            #expect(failure?.kind == .cancelled)
            await gate.open()
            #expect(try await first.value == 202)
            #expect(server.requests.count == 1)
        }
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothingThatIsWaitedFor() async throws {
        let gate = Gate()
        try await withClient { client, server in
            server.answer(stalled(gate))
            let url = try HTTPURL(server.url())
            for _ in 0..<200 {
                let task = Task { try await client.send(HTTPRequest(.get, url, timeout: .seconds(60))) }
                task.cancel()
                let failure = await #expect(throws: HTTPFailure.self) { try await task.value }
                #expect(failure?.kind == .cancelled)
            }
            #expect(client.outstandingCount == 0)
            await gate.open()
        }
    }

    @Test func shutdownWaitsForRequestsUnderWayAndTakesNoMore() async throws {
        let gate = Gate()
        try await withClient { client, server in
            server.answer(stalled(gate))
            let url = try HTTPURL(server.url())
            let first = Task { try await client.send(HTTPRequest(.get, url, timeout: .seconds(60))).status }
            await server.waitForRequests(1)
            let shutdown = Task { await client.shutdown() }
            var kind: HTTPFailure.Kind?
            while kind != .closed {
                // Until the shutdown has begun, the request is one more that waits for its answer.
                do throws(HTTPFailure) {
                    _ = try await client.send(HTTPRequest(.get, url, timeout: .milliseconds(1)))
                } catch {
                    kind = error.kind
                }
            }
            await gate.open()
            await shutdown.value
            #expect(try await first.value == 202)
            #expect(client.outstandingCount == 0)
        }
    }

    @Test func aClientThatIsDroppedEndsItsThread() async throws {
        let server = try await ScriptedServer()
        for _ in 0..<20 {
            let client = HTTPClient()
            _ = try await client.send(HTTPRequest(.get, try HTTPURL(server.url()), timeout: .seconds(20)))
        }
        // A thread closes its connections as the last thing it does.
        await server.waitForClosedConnections(20)
        await server.shutdown()
    }

    @Test func connectingSendsNothing() async throws {
        try await withClient { client, server in
            let url = try HTTPURL(server.url())
            try await client.connect(to: url, timeout: .seconds(20))
            try await client.connect(to: url, timeout: .seconds(20))
            await server.waitForClosedConnections(2)
            #expect(server.connectionCount == 2)
            #expect(server.requests.isEmpty)
            #expect(try await client.send(HTTPRequest(.get, url, timeout: .seconds(20))).status == 202)
        }
    }
}
