import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct WebhookReceiverTests {
    private func post(_ url: String, _ more: [String] = []) async throws -> ProcessResult {
        let arguments = ["--silent", "--show-error", "--write-out", "%{http_code}", "--data", "body"] + more + [url]
        return try await ChildProcess.run("curl", arguments)
    }

    @Test func keepsRequestsAndAnswersByRule() async throws {
        let receiver = try await WebhookReceiver { request in
            request.header("X-Team") == "cgm" ? .status(503, headers: ["Retry-After": "7"]) : .status(204)
        }
        #expect(try await post(receiver.url).output == "204")
        #expect(try await post(receiver.url, ["--header", "X-Team: cgm"]).output == "503")
        #expect(receiver.requests.count == 2)
        #expect(receiver.accepted.count == 1)
        #expect(receiver.requests[1].body == Array("body".utf8))
        #expect(receiver.requests[1].uri == "/hook")
    }

    @Test func letsARequestWaitUntilItIsReleased() async throws {
        let receiver = try await WebhookReceiver { _ in .wait }
        async let answer = post(receiver.url)
        try await eventually("the request waits") { receiver.waitingCount == 1 }
        receiver.answer { _ in .status(200) }
        receiver.release()
        #expect(try await answer.output == "200")
    }

    @Test func takesARequestAndCutsTheConnection() async throws {
        let receiver = try await WebhookReceiver { _ in .cut }
        let result = try await post(receiver.url)
        #expect(result.status == 56)
        #expect(receiver.requests.count == 1)
        #expect(receiver.accepted.isEmpty)
    }

    @Test func stopsAndStartsOnTheSamePort() async throws {
        let receiver = try await WebhookReceiver()
        try await receiver.stop()
        #expect(try await post(receiver.url).status == 7)
        try await receiver.start()
        #expect(try await post(receiver.url).output == "200")
    }

    @Test func speaksTLS() async throws {
        let receiver = try await WebhookReceiver(isSecure: true)
        let result = try await post(receiver.url, ["--cacert", TestServers.certificateAuthority])
        #expect(result.output == "200")
    }
}
