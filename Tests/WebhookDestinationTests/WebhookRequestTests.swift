import Foundation
import HTTPTransport
import RouterCore
import Signing
import TestSupport
import Testing
import WebhookDestination

@Suite struct WebhookRequestTests {
    private func verdict(on request: ReceivedRequest) -> SignatureVerdict? {
        (try? StandardWebhooks(secret: TestWebhook.secret))?.verify(
            id: request.header("webhook-id"),
            timestamp: request.header("webhook-timestamp"),
            signature: request.header("webhook-signature"),
            body: ArraySlice(request.body),
            now: Int64(Date().timeIntervalSince1970),
            tolerance: .seconds(60)
        )
    }

    @Test func aSingleEventGoesOutByteForByteAndSigned() async throws {
        let payload = "{ \"type\" : \"body\",\r\n\t\"unknown\":1e400, \"x\":\"\\ud800\", \"x\":2 }\n"
        try await TestWebhook.run(headers: [HTTPField("X-Team", "cgm")]) { webhook in
            let event = TestWebhook.event("trace-1", reference: "ref:1", payload: payload)
            #expect(await webhook.destination.deliver(Batch([event])) == .each([.delivered]))
            let request = try #require(webhook.receiver.requests.first)
            #expect(request.method == "POST")
            #expect(request.body == Array(payload.utf8))
            #expect(request.header("content-type") == "application/json")
            #expect(request.header("x-team") == "cgm")
            #expect(request.header("webhook-id") == "trace-1")
            #expect(request.header("x-terra-trace-id") == "trace-1")
            #expect(request.header("x-terra-ordering-timestamp") == "1789549441123")
            #expect(request.header("terra-reference") == "ref:1")
            #expect(verdict(on: request) == .valid)
        }
    }

    @Test func withoutASecretNothingIsSigned() async throws {
        try await TestWebhook.run(method: .put, isSigned: false) { webhook in
            _ = await webhook.destination.deliver(Batch([TestWebhook.event("trace-1")]))
            let request = try #require(webhook.receiver.requests.first)
            #expect(request.method == "PUT")
            #expect(request.header("webhook-id") == "trace-1")
            #expect(request.header("webhook-signature") == nil)
            #expect(request.header("terra-reference") == nil)
        }
    }

    @Test func aChosenContentTypeTakesThePlaceOfTheUsualOne() async throws {
        try await TestWebhook.run(headers: [HTTPField("content-type", "application/cloudevents+json")]) { webhook in
            _ = await webhook.destination.deliver(Batch([TestWebhook.event("trace-1")]))
            let request = try #require(webhook.receiver.requests.first)
            #expect(request.header("content-type") == "application/cloudevents+json")
        }
    }

    @Test(arguments: [
        ("abc:chunk:3", "abc:chunk:3"), ("a.b", "a%2Eb"), ("a%2Eb", "a%252Eb"), ("a b\r\nc", "a%20b%0D%0Ac"),
        ("é", "%C3%A9"),
    ])
    func anIdThatCannotBeSignedUnambiguouslyIsEncoded(id: String, sent: String) async throws {
        try await TestWebhook.run { webhook in
            let outcomes = await webhook.destination.deliver(Batch([TestWebhook.event(id)]))
            #expect(outcomes == .each([.delivered]))
            let request = try #require(webhook.receiver.requests.first)
            #expect(request.header("webhook-id") == sent)
            #expect(verdict(on: request) == .valid)
        }
    }

    @Test func theIdStaysTheSameOverRetries() async throws {
        for format in BatchFormat.allCases {
            try await TestWebhook.run(format: format) { webhook in
                let batch = Batch([TestWebhook.event("trace-1"), TestWebhook.event("trace-2")])
                webhook.receiver.answer { _ in .status(500) }
                _ = await webhook.destination.deliver(batch)
                webhook.receiver.answer { _ in .status(200) }
                _ = await webhook.destination.deliver(batch)
                let ids = webhook.receiver.requests.map { $0.header("webhook-id") ?? "" }
                #expect(Set(ids).count == (format == .single ? 2 : 1))
                #expect(ids.count == (format == .single ? 4 : 2))
                for request in webhook.receiver.requests { #expect(verdict(on: request) == .valid) }
                if format != .single {
                    _ = await webhook.destination.deliver(Batch([TestWebhook.event("trace-1")]))
                    #expect(webhook.receiver.requests.last?.header("webhook-id") != ids.first)
                }
            }
        }
    }

    @Test func anArrayHoldsThePayloadsAsTheyCame() async throws {
        try await TestWebhook.run(format: .array) { webhook in
            let batch = Batch([
                TestWebhook.event("1", payload: "{ \"a\": 1 }"), TestWebhook.event("2", payload: "{\"b\":\n2}"),
                TestWebhook.event("3", payload: "{}"),
            ])
            #expect(await webhook.destination.deliver(batch) == .all(.delivered))
            let request = try #require(webhook.receiver.requests.first)
            #expect(String(decoding: request.body, as: UTF8.self) == "[{ \"a\": 1 },{\"b\":\n2},{}]")
            #expect(request.header("content-type") == "application/json")
            #expect(webhook.receiver.requests.count == 1)
        }
    }

    @Test func ndjsonHoldsAPayloadALineWhateverItsLayout() async throws {
        try await TestWebhook.run(format: .ndjson) { webhook in
            let batch = Batch([
                TestWebhook.event("1", payload: "{ \"a\": \"x\\ny\" }"),
                TestWebhook.event("2", payload: "{\r\n  \"b\": 2\r\n}\n"), TestWebhook.event("3", payload: "{}"),
            ])
            #expect(await webhook.destination.deliver(batch) == .all(.delivered))
            let request = try #require(webhook.receiver.requests.first)
            let lines = "{ \"a\": \"x\\ny\" }\n{    \"b\": 2  } \n{}\n"
            #expect(String(decoding: request.body, as: UTF8.self) == lines)
            #expect(request.header("content-type") == "application/x-ndjson")
        }
    }
}
