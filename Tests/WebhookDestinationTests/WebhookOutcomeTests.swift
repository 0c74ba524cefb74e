import RouterCore
import TestSupport
import Testing
import WebhookDestination

@Suite struct WebhookOutcomeTests {
    struct Row: Sendable {
        let status: Int
        var headers: [String: String] = [:]
        let expected: ExpectedOutcome
        /// Must stand in the reason.
        var words: [String] = []
    }

    static let table: [Row] = [
        Row(status: 200, expected: .delivered),
        Row(status: 202, expected: .delivered),
        Row(status: 204, expected: .delivered),
        Row(
            status: 301,
            headers: ["Location": "https://new.example:8443/secret/path?token=1"],
            expected: .retry(nil),
            words: ["301 Moved Permanently", "https://new.example:8443;", "not followed"]
        ),
        Row(status: 307, headers: ["Location": "/elsewhere"], expected: .retry(nil), words: ["307", "not followed"]),
        Row(status: 304, expected: .retry(nil)),
        Row(status: 400, expected: .rejected, words: ["400 Bad Request"]),
        Row(status: 401, expected: .pause, words: ["401 Unauthorized", "'secret'"]),
        Row(status: 402, expected: .pause, words: ["402"]),
        Row(status: 403, expected: .pause, words: ["403 Forbidden"]),
        Row(status: 404, expected: .retry(nil), words: ["404 Not Found", "'url'"]),
        Row(status: 405, expected: .retry(nil), words: ["'method'"]),
        Row(status: 406, expected: .rejected),
        Row(status: 407, expected: .pause, words: ["proxy"]),
        Row(status: 408, expected: .retry(nil)),
        Row(status: 409, headers: ["Retry-After": "3"], expected: .retry(.seconds(3))),
        Row(status: 410, expected: .pause, words: ["410 Gone"]),
        Row(status: 413, expected: .rejected, words: ["413 Content Too Large"]),
        Row(status: 415, expected: .rejected),
        Row(status: 418, expected: .rejected, words: ["418"]),
        Row(status: 422, expected: .rejected),
        Row(status: 425, expected: .retry(nil)),
        Row(status: 429, headers: ["Retry-After": "17"], expected: .retry(.seconds(17)), words: ["429"]),
        Row(status: 429, headers: ["Retry-After": "nonsense"], expected: .retry(nil)),
        Row(status: 431, expected: .rejected),
        Row(status: 500, expected: .retry(nil), words: ["500 Internal Server Error"]),
        Row(status: 501, expected: .retry(nil)),
        Row(status: 502, expected: .retry(nil)),
        Row(status: 503, headers: ["retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"], expected: .retry(.seconds(86_400))),
        Row(status: 504, expected: .retry(nil)),
        Row(status: 599, expected: .retry(nil)),
    ]

    @Test(arguments: table) func everyStatusHasItsOutcome(row: Row) async throws {
        for format in BatchFormat.allCases {
            try await TestWebhook.run(format: format) { webhook in
                webhook.receiver.answer { request in
                    .status(row.status, headers: row.headers, body: String(decoding: request.body, as: UTF8.self))
                }
                let event = TestWebhook.event("trace-1", payload: #"{"blood_glucose_mg_per_dL":251}"#)
                let outcomes = await webhook.destination.deliver(Batch([event]))
                if case .each = outcomes { #expect(format == .single) } else { #expect(format != .single) }
                #expect(row.expected.matches(outcomes[0]), "\(row.status): \(outcomes[0])")
                let reason = outcomes[0].reason
                for words in row.words { #expect(reason.contains(words), "\(reason)") }
                for secret in ["251", "glucose", "token", "/secret", "whsec"] { #expect(!reason.contains(secret)) }
            }
        }
    }

    @Test(arguments: [
        (
            #"{"title":"Unknown patient","type":"https://example.com/p/unknown?id=7","detail":"value 251"}"#,
            " ('Unknown patient', https://example.com/p/unknown)"
        ),
        (#"{"title":"251 mg/dL is too high"}"#, ""), (#"{"title":"{\"a\":1}"}"#, ""), (#"{"type":"about:blank"}"#, ""),
        ("251", ""), ("", ""), (#"{"title":7}"#, ""),
        (#"{"title":"\#(String(repeating: "a", count: 121))"}"#, ""),
    ])
    func ofAProblemOnlyItsKindIsRepeated(body: String, suffix: String) async throws {
        try await TestWebhook.run { webhook in
            webhook.receiver.answer { _ in
                .status(422, headers: ["Content-Type": "application/problem+json; charset=utf-8"], body: body)
            }
            let outcomes = await webhook.destination.deliver(Batch([TestWebhook.event("trace-1")]))
            #expect(outcomes[0] == .rejected(reason: "the receiver answered 422 Unprocessable Content" + suffix))
        }
    }

    @Test func aReceiverThatIsGoneMeansRetryAndComesBack() async throws {
        try await TestWebhook.run(timeout: .seconds(5)) { webhook in
            let batch = Batch([TestWebhook.event("trace-1")])
            #expect(await webhook.destination.deliver(batch) == .each([.delivered]))
            try await webhook.receiver.stop()
            guard case .retry(nil, let reason) = await webhook.destination.deliver(batch)[0] else {
                Issue.record("a receiver that is down is retried")
                return
            }
            #expect(reason.contains("127.0.0.1"))
            #expect(!reason.contains("/hook"))
            await #expect(throws: DestinationFailure.self) { try await webhook.destination.prepare() }
            try await webhook.receiver.start()
            try await webhook.destination.prepare()
            #expect(await webhook.destination.deliver(batch) == .each([.delivered]))
        }
    }

    @Test func anAnswerThatIsCutOffMeansRetry() async throws {
        try await TestWebhook.run { webhook in
            webhook.receiver.answer { _ in .cut }
            let outcomes = await webhook.destination.deliver(Batch([TestWebhook.event("trace-1")]))
            #expect(ExpectedOutcome.retry(nil).matches(outcomes[0]), "\(outcomes[0])")
        }
    }

    @Test func aSlowReceiverEndsTheDeliveryWithItsTimeout() async throws {
        try await TestWebhook.run(connections: 2, timeout: .milliseconds(400)) { webhook in
            webhook.receiver.answer { _ in .wait }
            let batch = Batch((0..<20).map { TestWebhook.event("trace-\($0)") })
            let start = ContinuousClock.now
            let outcomes = await webhook.destination.deliver(batch)
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(batch.events.indices.allSatisfy { ExpectedOutcome.retry(nil).matches(outcomes[$0]) })
        }
    }

    @Test func preparingMakesAConnectionAndSendsNothing() async throws {
        try await TestWebhook.run { webhook in
            try await webhook.destination.prepare()
            try await webhook.destination.prepare()
            #expect(webhook.receiver.requests.isEmpty)
        }
    }
}
