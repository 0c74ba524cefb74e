import Foundation
import ObjectStorage
import RouterCore
import S3Destination
import TestSupport
import Testing

/// Objects over the threshold, against a server that answers as Amazon S3 documents it.
@Suite("Uploads in parts")
struct S3MultipartTests {
    private static let begun =
        "<InitiateMultipartUploadResult><UploadId>up+/=1</UploadId></InitiateMultipartUploadResult>"
    private static let completed =
        "<CompleteMultipartUploadResult><ETag>&quot;whole-3&quot;</ETag></CompleteMultipartUploadResult>"

    /// A little over two parts of 64 KiB.
    private func event() -> Event {
        let readings = String(repeating: "x", count: 140_000)
        let payload =
            "{\"type\":\"body\",\"user\":{\"user_id\":\"u\"},\"data\":[{\"metadata\":{\"start_time\":\"2026-09-15\"},"
            + "\"note\":\"\(readings)\"}]}"
        return EventFactory().make(
            type: "body",
            user: "u",
            payload: payload,
            ordering: 1000,
            records: []
        ).event
    }

    private func run(
        completing: ReceiverAnswer,
        part: ReceiverAnswer = .status(200, headers: ["ETag": "\"part\""]),
        _ body: (WebhookReceiver, Outcome) throws -> Void
    ) async throws {
        let event = event()
        try await TestDestination.s3 { configuration in
            configuration.layout.layout = .batches
            configuration.multipartThreshold = 64 << 10
            configuration.partSize = 64 << 10
        } _: { receiver, destination in
            receiver.answer { request in
                switch request.method {
                case "HEAD": .status(404)
                case "POST" where request.uri.hasSuffix("?uploads="): .status(200, body: Self.begun)
                case "POST": completing
                case "DELETE": .status(204)
                default: request.uri.contains("partNumber") ? part : .status(412)
                }
            }
            try body(receiver, await destination.deliver(Batch([event]))[0])
        }
    }

    @Test("Parts are uploaded in order with checksums")
    func parts() async throws {
        try await run(completing: .status(200, body: Self.completed)) { receiver, outcome in
            #expect(outcome == .delivered)
            let parts = receiver.requests.filter { $0.uri.contains("partNumber") }
            #expect(parts.map(\.body.count) == [64 << 10, 64 << 10, parts.last?.body.count ?? 0])
            #expect(parts.map(\.uri).map { $0.contains("uploadId=up%2B%2F%3D1") } == [true, true, true])
            #expect(parts.allSatisfy { $0.header("x-amz-checksum-sha256")?.count == 44 })
            let begin = try #require(receiver.requests.first { $0.uri.hasSuffix("?uploads=") })
            #expect(begin.header("x-amz-checksum-algorithm") == "SHA256")
            #expect(begin.header("Content-Type") == "application/x-ndjson")
            let complete = try #require(receiver.requests.last { $0.method == "POST" })
            #expect(complete.header("If-None-Match") == nil, "not every server holds a condition here")
            let list = String(decoding: complete.body, as: UTF8.self)
            #expect(
                list.contains("<PartNumber>3</PartNumber><ETag>&quot;part&quot;</ETag><ChecksumSHA256>")
            )
            #expect(!receiver.requests.contains { $0.method == "DELETE" })
        }
    }

    @Test(
        "What does not become an object is thrown away",
        arguments: [
            (503, "SlowDown", ExpectedOutcome.retry(nil)), (403, "AccessDenied", .pause),
            (400, "EntityTooLarge", .rejected),
            // The status was sent before the work was done.
            (200, "InternalError", .retry(nil)),
        ]
    )
    func aborted(status: Int, code: String, expected: ExpectedOutcome) async throws {
        let answer = ReceiverAnswer.status(status, body: "<Error><Code>\(code)</Code></Error>")
        try await run(completing: answer) { receiver, outcome in
            #expect(expected.matches(outcome), "\(outcome)")
            let deletes = receiver.requests.filter { $0.method == "DELETE" }
            #expect(!deletes.isEmpty)
            #expect(deletes.allSatisfy { $0.uri.hasSuffix("?uploadId=up%2B%2F%3D1") })
            #expect(deletes.count == receiver.requests.count { $0.uri.hasSuffix("?uploads=") })
        }
    }

    @Test("A part that fails ends the upload")
    func part() async throws {
        let answer = ReceiverAnswer.status(500, body: "<Error><Code>InternalError</Code></Error>")
        try await run(completing: .status(200, body: Self.completed), part: answer) {
            receiver,
            outcome in
            #expect(ExpectedOutcome.retry(nil).matches(outcome))
            #expect(receiver.requests.count { $0.uri.contains("partNumber") } == 1)
            #expect(receiver.requests.last?.method == "DELETE")
        }
    }

    @Test("A document goes in one request, whose condition every server holds", arguments: [true, false])
    func document(conditional: Bool) async throws {
        let event = event()
        try await TestDestination.s3 { configuration in
            configuration.multipartThreshold = 64 << 10
            configuration.conditionalWrites = conditional ? .auto : .off
        } _: { receiver, destination in
            receiver.answer { request in
                switch request.method {
                case "HEAD": .status(404)
                case "POST" where request.uri.hasSuffix("?uploads="): .status(200, body: Self.begun)
                case "POST": .status(200, body: Self.completed)
                default: .status(200, headers: ["ETag": "\"whole\""])
                }
            }
            #expect(await destination.deliver(Batch([event]))[0] == .delivered)
            // Without conditions there is none to hold, and one at a time looks and writes.
            #expect(receiver.requests.contains { $0.method == "POST" } == !conditional)
            let whole = receiver.requests.first { $0.method == "PUT" && !$0.uri.contains("partNumber") }
            #expect(whole?.header("If-None-Match") == (conditional ? "*" : nil))
            #expect(whole.map(\.body.count) == (conditional ? event.payload.count : nil))
        }
    }
}
