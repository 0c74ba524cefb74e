import AWSCredentials
import Foundation
import HTTPTransport
import RouterCore
import S3Destination
import SQSDestination
import Synchronization
import TestSupport
import Testing

@Suite("What is sent to a queue")
struct SQSRequestTests {
    private let factory = EventFactory()

    private func day(_ user: String, _ day: Int = 1, readings: Int = 3) -> Event {
        factory.day(SampleDay(user: user, day: day, readings: readings)).event
    }

    @Test("The payload as it came, and attributes to tell it by")
    func message() async throws {
        let events = factory.oddities(user: "ü \"1\"").map(\.event.event)
        try await TestDestination.sqs { receiver, destination in
            receiver.answer(SentMessages.taken)
            #expect(await destination.deliver(Batch(events)) == .all(.delivered))
            let sent = try receiver.requests.map { try SentMessages.read($0) }
            #expect(sent.allSatisfy { $0.queueURL.hasSuffix("/123456789012/events") })
            let entries = sent.flatMap(\.entries)
            #expect(entries.count == events.count)
            for event in events {
                let entry = try #require(entries.first { $0.attributes["id"]?.value == event.id })
                #expect(Array(entry.body.utf8) == Array(event.payload))
                #expect(entry.attributes["type"]?.value == "body")
                let ordering = SentMessages.Attribute(type: "Number", value: String(event.ordering))
                #expect(entry.attributes["ordering"] == ordering)
                #expect(entry.attributes["content-type"]?.value == "application/json")
                #expect(entry.group == nil)
                #expect(entry.deduplication == nil)
            }
            let request = try #require(receiver.requests.first)
            #expect(request.uri == "/")
            #expect(request.header("X-Amz-Target") == "AmazonSQS.SendMessageBatch")
            #expect(request.header("Content-Type") == "application/x-amz-json-1.0")
            #expect(request.header("Authorization")?.contains("/eu-west-2/sqs/aws4_request") == true)
        }
    }

    @Test("What SQS takes in no message is escaped, which in JSON means the same")
    func noncharacters() async throws {
        let payload = "{\"type\":\"body\",\"note\":\"a\u{FFFE}b\u{FFFF}\u{FFFD}c\"}"
        let event = factory.whole(type: "body", user: "u", payload: payload).event
        try await TestDestination.sqs { receiver, destination in
            receiver.answer(SentMessages.taken)
            #expect(await destination.deliver(Batch([event])) == .all(.delivered))
            let request = try #require(receiver.requests.first)
            let entry = try #require(try SentMessages.read(request).entries.first)
            #expect(entry.body == "{\"type\":\"body\",\"note\":\"a\\ufffeb\\uffff\u{FFFD}c\"}")
        }
    }

    @Test("At most ten messages and 1 MiB to a request")
    func bounds() async throws {
        let small = (0..<25).map { day("u\($0)") }
        let note = String(repeating: "x", count: 400_000)
        let large = (0..<5).map { number in
            factory.whole(
                type: "body",
                user: "l\(number)",
                payload: "{\"type\":\"body\",\"note\":\"\(note)\"}"
            ).event
        }
        try await TestDestination.sqs { receiver, destination in
            receiver.answer(SentMessages.taken)
            #expect(await destination.deliver(Batch(small + large)) == .all(.delivered))
            let sent = try receiver.requests.map { try SentMessages.read($0).entries }
            #expect(sent.map(\.count).reduce(0, +) == 30)
            for entries in sent {
                #expect(entries.count <= 10)
                #expect(entries.map(\.body.utf8.count).reduce(0, +) <= 1 << 20)
                #expect(Set(entries.map(\.id)).count == entries.count)
            }
            #expect(sent.count <= 6)
        }
    }

    @Test("In a FIFO queue users are groups in order, and events know their repetitions")
    func fifo() async throws {
        let odd = factory.day(SampleDay(user: "ü n", readings: 3)).event
        let nobody = factory.whole(type: "healthcheck", user: nil, payload: #"{"type":"healthcheck"}"#)
            .event
        let events = (0..<40).map { day("u\($0 % 3)", $0) } + [odd, nobody]
        try await TestDestination.sqs(queue: "events.fifo") { receiver, destination in
            receiver.answer(SentMessages.taken)
            #expect(await destination.deliver(Batch(events)) == .all(.delivered))
            let entries = try receiver.requests.flatMap { try SentMessages.read($0).entries }
            for user in ["u0", "u1", "u2"] {
                let sent = entries.filter { $0.group == user }.compactMap(\.deduplication)
                #expect(sent == events.filter { $0.userID == user }.map(\.id))
            }
            let group = try #require(entries.first { $0.deduplication == odd.id }?.group)
            #expect(group.hasPrefix("sha256-"))
            #expect(entries.contains { $0.group == nobody.id })
        }
    }

    @Test(
        "Where users' order is kept, a message that fails holds up those behind it of the same user alone"
    )
    func order() async throws {
        let events = (0..<6).map { day("u\($0 % 2)", $0) }
        let failing = events[2].id
        try await TestDestination.sqs(queue: "q.fifo", preservesUserOrder: true) {
            receiver,
            destination in
            receiver.answer { request in
                let entries = (try? SentMessages.read(request).entries) ?? []
                let results = entries.map { entry in
                    entry.deduplication == failing
                        ? #"{"Id":"\#(entry.id)","SenderFault":false,"Code":"InternalError"}"#
                        : "{\"Id\":\"\(entry.id)\"}"
                }
                let (failed, taken) = (
                    results.filter { $0.contains("Code") }, results.filter { !$0.contains("Code") }
                )
                let body =
                    "{\"Successful\":[\(taken.joined(separator: ","))],\"Failed\":[\(failed.joined(separator: ","))]}"
                return .status(200, body: body)
            }
            let outcomes = await destination.deliver(Batch(events))
            for index in events.indices {
                let isHeldUp = index == 2 || index == 4
                #expect((outcomes[index] == .delivered) != isHeldUp, "\(index): \(outcomes[index])")
            }
            let sent = try receiver.requests.map { try SentMessages.read($0).entries.map(\.group) }
            #expect(sent.allSatisfy { Set($0).count == $0.count })
            #expect(
                !(try receiver.requests.flatMap { try SentMessages.read($0).entries }).contains {
                    $0.deduplication == events[4].id
                }
            )
        }
    }

    @Test("What is too large is refused where no bucket is named, with both sizes")
    func tooLarge() async throws {
        try await TestDestination.sqs {
            $0.maxMessageSize = 2048
        } _: { receiver, destination in
            receiver.answer(SentMessages.taken)
            let outcomes = await destination.deliver(Batch([day("a"), day("b", readings: 100)]))
            #expect(outcomes[0] == .delivered)
            guard case .rejected(let reason) = outcomes[1] else {
                Issue.record("not refused: \(outcomes[1])")
                return
            }
            #expect(reason.contains("2048") && reason.contains("'large_payloads'"))
        }
    }

    @Test("The queue says how large a message may be")
    func limitOfQueue() async throws {
        try await TestDestination.sqs { receiver, destination in
            receiver.answer { request in
                request.header("X-Amz-Target") == "AmazonSQS.GetQueueAttributes"
                    ? .status(200, body: #"{"Attributes":{"MaximumMessageSize":"4096"}}"#)
                    : SentMessages.taken(request)
            }
            try await destination.prepare()
            let outcomes = await destination.deliver(Batch([day("a"), day("b", readings: 100)]))
            #expect(outcomes[0] == .delivered)
            #expect(ExpectedOutcome.rejected.matches(outcomes[1]))
        }
    }

    @Test("A queue that may not be asked is delivered to all the same")
    func mayNotAsk() async throws {
        try await TestDestination.sqs { receiver, destination in
            receiver.answer { _ in
                .status(400, body: #"{"__type":"com.amazonaws.sqs#AccessDeniedException"}"#)
            }
            try await destination.prepare()
            #expect(await destination.examine().map(\.verdict) == [.good, .good, .unknown])
            receiver.answer { _ in
                .status(400, body: #"{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}"#)
            }
            await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
            #expect(await destination.examine().map(\.verdict) == [.good, .good, .bad])
            receiver.answer { _ in .status(403, body: #"{"__type":"InvalidClientTokenId"}"#) }
            #expect(await destination.examine().map(\.verdict) == [.good, .bad, .unknown])
        }
    }

    @Test("What is too large goes to the bucket, under a name of its own with every attempt")
    func offloaded() async throws {
        let bucket = try await WebhookReceiver()
        let large = day("b", readings: 100)
        try await TestDestination.sqs { configuration in
            configuration.maxMessageSize = 2048
            let location = S3Location(
                bucket: "cgm-large",
                region: "eu-west-2",
                endpoint: try TestDestination.base(bucket),
                isPathStyle: nil
            )
            configuration.largePayloads = SQSConfiguration.LargePayloads(
                bucket: S3Bucket(
                    location: try TestDestination.required(location),
                    region: "eu-west-2",
                    credentials: AWSCredentialSettings(credentials: TestDestination.credentials)
                ),
                prefix: "out/"
            )
        } _: { receiver, destination in
            receiver.answer(SentMessages.taken)
            for _ in 1...2 {
                #expect(await destination.deliver(Batch([day("a"), large])) == .all(.delivered))
            }
            #expect(Set(bucket.requests.map(\.uri)).count == 2)
            for (put, request) in zip(bucket.requests, receiver.requests) {
                #expect(put.method == "PUT")
                #expect(put.body == Array(large.payload))
                let key = String(
                    try #require(put.uri.wholeMatch(of: #/\/cgm-large\/(out\/[-0-9a-f]{36})/#)).1
                )
                let entry = try #require(try SentMessages.read(request).entries.last)
                let pointer =
                    "[\"software.amazon.payloadoffloading.PayloadS3Pointer\","
                    + "{\"s3BucketName\":\"cgm-large\",\"s3Key\":\"\(key)\"}]"
                #expect(entry.body == pointer)
                let size = SentMessages.Attribute(type: "Number", value: String(large.payload.count))
                #expect(entry.attributes["ExtendedPayloadSize"] == size)
            }
            bucket.answer { _ in .status(404, body: "<Error><Code>NoSuchBucket</Code></Error>") }
            let outcomes = await destination.deliver(Batch([large]))
            #expect(ExpectedOutcome.pause.matches(outcomes[0]))
        }
    }
}
