import Formats
import HTTPTransport
import RouterCore
import Signing
import TestSupport
import Testing
import WebhookDestination

/// What a webhook sends in a format of its destination.
@Suite struct WebhookFormatTests {
    private static let reading = #"{"timestamp":"2026-09-15T00:02:17Z","blood_glucose_mg_per_dL":112}"#
    private static let day =
        #"{"type":"body","data":[{"glucose_data":{"blood_glucose_samples":[\#(reading)]}}]}"#

    private static var fhir: PayloadEncoder {
        var options = FHIROptions()
        options.subject = .userID
        return PayloadEncoder(.fhir(options))
    }

    private static func cloudEvents(_ mode: CloudEventsOptions.Mode) -> PayloadEncoder {
        var options = CloudEventsOptions()
        options.mode = mode
        return PayloadEncoder(.cloudEvents(options))
    }

    @Test func theBundleIsWhatIsPostedAndSigned() async throws {
        try await TestWebhook.run(encoder: Self.fhir) { webhook in
            let event = TestWebhook.event("a", payload: Self.day)
            #expect(await webhook.destination.deliver(Batch([event]))[0] == .delivered)
            let request = try #require(webhook.receiver.requests.first)
            #expect(EncodedPayload.payload(request.body[...]) == Self.fhir.encode(event.payload, of: event))
            #expect(request.header("content-type") == "application/fhir+json")
            #expect(request.header("webhook-id") == "a")
            let signature = try #require(request.header("webhook-signature"))
            let timestamp = try #require(request.header("webhook-timestamp").flatMap { Int64($0) })
            let signer = try StandardWebhooks(secret: TestWebhook.secret)
            #expect(signature == signer.sign(id: "a", timestamp: timestamp, body: [request.body[...]]))
        }
    }

    @Test func anEventThatHoldsNothingIsSkippedAndNotSent() async throws {
        try await TestWebhook.run(encoder: Self.fhir) { webhook in
            let events = [
                TestWebhook.event("a", payload: Self.day), TestWebhook.event("b"),
                TestWebhook.event("c", user: nil, payload: Self.day),
            ]
            let outcomes = await webhook.destination.deliver(Batch(events))
            #expect(outcomes[0] == .delivered)
            guard case .skipped = outcomes[1] else { return #expect(Bool(false), "\(outcomes[1])") }
            guard case .rejected(let reason) = outcomes[2] else { return #expect(Bool(false), "\(outcomes[2])") }
            #expect(reason.contains("user_id"))
            #expect(webhook.receiver.requests.count == 1)
        }
    }

    @Test func aBinaryCloudEventHasItsAttributesInHeaders() async throws {
        try await TestWebhook.run(encoder: Self.cloudEvents(.binary)) { webhook in
            let event = TestWebhook.event("a", payload: Self.day)
            #expect(await webhook.destination.deliver(Batch([event]))[0] == .delivered)
            let request = try #require(webhook.receiver.requests.first)
            #expect(request.body == Array(event.payload))
            #expect(request.header("content-type") == "application/json")
            let names = ["ce-specversion", "ce-id", "ce-source", "ce-type", "ce-time", "ce-subject"]
            #expect(
                names.map(request.header) == [
                    "1.0", "a", "urn:distributary", "co.tryterra.body", "2026-09-16T09:04:01.123000Z", "u1",
                ]
            )
            #expect(request.header("ce-datacontenttype") == nil)
        }
    }

    @Test func aBatchOfCloudEventsIsOneRequest() async throws {
        let encoder = Self.cloudEvents(.batch)
        try await TestWebhook.run(format: .array, encoder: encoder) { webhook in
            let events = ["a", "b"].map { TestWebhook.event($0, payload: Self.day) }
            #expect(await webhook.destination.deliver(Batch(events)) == .all(.delivered))
            let request = try #require(webhook.receiver.requests.first)
            #expect(request.header("content-type") == "application/cloudevents-batch+json")
            let parts = events.compactMap { event -> String? in
                guard case .payload(let part) = encoder.encode(event.payload, of: event) else { return nil }
                return String(decoding: part, as: UTF8.self)
            }
            #expect(String(decoding: request.body, as: UTF8.self) == "[\(parts.joined(separator: ","))]")
        }
    }

    @Test func rowsOfABatchAreOneRequestWithoutThoseThatHaveNone() async throws {
        let encoder = PayloadEncoder(.readings(ReadingsOptions()))
        try await TestWebhook.run(format: .ndjson, encoder: encoder) { webhook in
            let events = [
                TestWebhook.event("a", payload: Self.day), TestWebhook.event("b"),
                TestWebhook.event("c", payload: Self.day),
            ]
            let outcomes = await webhook.destination.deliver(Batch(events))
            #expect(outcomes[0] == .delivered)
            guard case .skipped = outcomes[1] else { return #expect(Bool(false), "\(outcomes[1])") }
            #expect(outcomes[2] == .delivered)
            let request = try #require(webhook.receiver.requests.first)
            #expect(request.body.split(separator: UInt8(ascii: "\n")).count == 2)
            #expect(request.header("content-type") == "application/x-ndjson")
        }
    }

    @Test func anAnswerToABatchStandsForAllOfIt() async throws {
        let encoder = PayloadEncoder(.readings(ReadingsOptions()))
        try await TestWebhook.run(format: .ndjson, encoder: encoder) { webhook in
            let batch = Batch([TestWebhook.event("a", payload: Self.day), TestWebhook.event("b")])
            webhook.receiver.answer { _ in .status(500) }
            // Whole, so that the courier can tell that it is the receiver.
            guard case .all(.retry) = await webhook.destination.deliver(batch) else {
                return #expect(Bool(false), "a batch fails as a whole")
            }
            webhook.receiver.answer { _ in .status(422) }
            guard case .all(.rejected) = await webhook.destination.deliver(batch) else {
                return #expect(Bool(false), "a batch is refused as a whole")
            }
            let nothing = await webhook.destination.deliver(Batch([TestWebhook.event("b")]))
            guard case .skipped = nothing[0] else { return #expect(Bool(false), "\(nothing[0])") }
            #expect(webhook.receiver.requests.count == 2)
        }
    }
}
