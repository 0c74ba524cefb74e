import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct FaultProxyTests {
    private func post(_ port: Int, limit: Int = 30) async throws -> ProcessResult {
        let arguments = [
            "--silent", "--show-error", "--output", "-", "--max-time", String(limit), "--data", "ping",
            "http://127.0.0.1:\(port)/",
        ]
        return try await ChildProcess.run("curl", arguments)
    }

    @Test func passesRequestsAndResponsesOn() async throws {
        let receiver = try await WebhookReceiver { _ in .status(200, body: "pong") }
        let proxy = try await FaultProxy(to: receiver.port)
        let result = try await post(proxy.port)
        #expect(result.output == "pong")
        #expect(receiver.requests.map(\.body) == [Array("ping".utf8)])
        #expect(proxy.accepted == 1)
    }

    @Test func refusesAndTakesConnectionsAgain() async throws {
        let receiver = try await WebhookReceiver()
        let proxy = try await FaultProxy(to: receiver.port)
        try await proxy.refuse()
        #expect(try await post(proxy.port).status == 7)
        #expect(receiver.requests.isEmpty)
        try await proxy.accept()
        #expect(try await post(proxy.port).status == 0)
    }

    @Test func blackholePassesNothingUntilItForwards() async throws {
        let receiver = try await WebhookReceiver()
        let proxy = try await FaultProxy(to: receiver.port)
        proxy.set(.blackhole)
        #expect(try await post(proxy.port, limit: 1).status == 28)
        #expect(receiver.requests.isEmpty)
        async let answer = post(proxy.port)
        try await eventually("a second connection is taken") { proxy.accepted == 2 }
        proxy.set(.forward)
        #expect(try await answer.status == 0)
    }

    @Test func cutsAConnectionWhoseRequestWentThrough() async throws {
        let receiver = try await WebhookReceiver()
        let proxy = try await FaultProxy(to: receiver.port)
        proxy.set(.holdResponses(containing: Array("200 OK".utf8)))
        async let answer = post(proxy.port)
        try await eventually("the response is held back") { proxy.holding == 1 }
        #expect(receiver.accepted.count == 1)
        proxy.cut()
        #expect(try await answer.status != 0)
        proxy.set(.forward)
        #expect(try await post(proxy.port).status == 0)
    }

    @Test func delaysResponses() async throws {
        let receiver = try await WebhookReceiver()
        let proxy = try await FaultProxy(to: receiver.port)
        proxy.set(.delayResponses(.milliseconds(300)))
        let start = ContinuousClock.now
        #expect(try await post(proxy.port).status == 0)
        #expect(ContinuousClock.now - start >= .milliseconds(300))
    }
}
