import RouterCore
import SQSDestination
import TestSupport
import Testing

/// The table at `SQSDestination`, row by row, against a server that answers as the table says.
@Suite("What a queue's answers become")
struct SQSOutcomeTests {
    static let table: [TableRow] = [
        TableRow(
            status: 400,
            code: "QueueDoesNotExist",
            expected: .pause,
            concernsAll: true,
            words: ["'queue_url'"]
        ),
        TableRow(
            status: 400,
            code: "AWS.SimpleQueueService.NonExistentQueue",
            expected: .pause,
            concernsAll: true
        ),
        TableRow(
            status: 400,
            code: "InvalidAddress",
            expected: .pause,
            concernsAll: true,
            words: ["'queue_url'"]
        ),
        TableRow(
            status: 400,
            code: "AccessDeniedException",
            expected: .pause,
            concernsAll: true,
            words: ["sqs:SendMessage"]
        ),
        TableRow(
            status: 403,
            code: "InvalidClientTokenId",
            expected: .pause,
            concernsAll: true,
            words: ["'access_key_id'"]
        ),
        TableRow(status: 400, code: "UnrecognizedClientException", expected: .pause, concernsAll: true),
        TableRow(status: 403, code: "SignatureDoesNotMatch", expected: .pause, concernsAll: true),
        TableRow(status: 403, code: "InvalidSignatureException", expected: .pause, concernsAll: true),
        TableRow(
            status: 403,
            code: "OptInRequired",
            expected: .pause,
            concernsAll: true,
            words: ["account"]
        ),
        TableRow(status: 400, code: "KmsAccessDenied", expected: .pause, concernsAll: true, words: ["key"]),
        TableRow(status: 400, code: "KmsDisabled", expected: .pause, concernsAll: true),
        TableRow(status: 401, expected: .pause, concernsAll: true),
        TableRow(status: 403, expected: .pause, concernsAll: true),
        TableRow(status: 407, expected: .pause, concernsAll: true, words: ["proxy"]),
        TableRow(status: 403, code: "ExpiredTokenException", expected: .retry(nil), concernsAll: true),
        TableRow(status: 400, code: "RequestThrottled", expected: .retry(nil), concernsAll: true),
        TableRow(
            status: 400,
            code: "ThrottlingException",
            headers: ["Retry-After": "3"],
            expected: .retry(.seconds(3)),
            concernsAll: true
        ),
        TableRow(status: 400, code: "OverLimit", expected: .retry(nil), concernsAll: true),
        TableRow(status: 400, code: "KmsThrottled", expected: .retry(nil), concernsAll: true),
        TableRow(status: 429, expected: .retry(nil), concernsAll: true),
        TableRow(status: 503, code: "ServiceUnavailable", expected: .retry(nil), concernsAll: true),
        TableRow(status: 400, code: "InvalidMessageContents", expected: .rejected),
        TableRow(status: 400, code: "InvalidParameterValue", expected: .rejected),
        TableRow(status: 400, code: "BatchRequestTooLong", expected: .rejected),
        TableRow(status: 413, expected: .rejected),
        TableRow(status: 500, code: "InternalFailure", expected: .retry(nil)),
        TableRow(status: 502, expected: .retry(nil)),
        TableRow(status: 400, code: "SomethingNew", expected: .retry(nil), words: ["400 SomethingNew"]),
        TableRow(status: 418, expected: .retry(nil)),
        TableRow(status: 200, expected: .retry(nil), words: ["did not say"]),
    ]

    private func events(_ count: Int) -> [Event] {
        let factory = EventFactory()
        return (0..<count).map { factory.day(SampleDay(user: "u\($0)", readings: 3)).event }
    }

    @Test("Every answer to a request has its outcome", arguments: table)
    func answer(row: TableRow) async throws {
        let events = events(24)
        try await TestDestination.sqs {
            $0.connections = 1
        } _: { receiver, destination in
            receiver.answer { _ in row.json }
            let outcomes = await destination.deliver(Batch(events))
            for index in events.indices {
                #expect(row.expected.matches(outcomes[index]), "\(outcomes[index])")
                let reason = outcomes[index].reason
                for words in row.words { #expect(reason.contains(words), "\(reason)") }
                for secret in ["251", "glucose", "wJalr", "123456789012"] {
                    #expect(!reason.contains(secret))
                }
            }
            let bodies = Set(receiver.requests.map { String(decoding: $0.body, as: UTF8.self) })
            if row.concernsAll { #expect(bodies.count == 1) } else { #expect(bodies.count >= 3) }
        }
    }

    struct Entry: Sendable, CustomTestStringConvertible {
        let code: String
        let isSenderFault: Bool
        let expected: ExpectedOutcome

        var testDescription: String { "\(code) \(isSenderFault)" }
    }

    static let entries = [
        Entry(code: "InternalError", isSenderFault: false, expected: .retry(nil)),
        Entry(code: "ServiceUnavailable", isSenderFault: false, expected: .retry(nil)),
        Entry(code: "SomethingNew", isSenderFault: false, expected: .retry(nil)),
        Entry(code: "InvalidMessageContents", isSenderFault: true, expected: .rejected),
        Entry(code: "InvalidParameterValue", isSenderFault: true, expected: .rejected),
        Entry(code: "SomethingNew", isSenderFault: true, expected: .rejected),
        Entry(code: "RequestThrottled", isSenderFault: true, expected: .retry(nil)),
        Entry(code: "KMS.ThrottlingException", isSenderFault: true, expected: .retry(nil)),
        Entry(code: "KMS.AccessDeniedException", isSenderFault: true, expected: .pause),
        Entry(code: "AccessDenied", isSenderFault: true, expected: .pause),
    ]

    @Test("An entry that failed has its outcome, those beside it theirs", arguments: entries)
    func entry(entry: Entry) async throws {
        let events = events(4)
        let body = """
            {"Successful":[{"Id":"3","MessageId":"a"},{"Id":"0","MessageId":"b"},{"Id":"99","MessageId":"c"}],
             "Failed":[{"Id":"1","SenderFault":\(entry.isSenderFault),"Code":"\(entry.code)","Message":"251 mg/dL"}]}
            """
        try await TestDestination.sqs { receiver, destination in
            receiver.answer { _ in .status(200, body: body) }
            let outcomes = await destination.deliver(Batch(events))
            #expect(outcomes[0] == .delivered)
            #expect(entry.expected.matches(outcomes[1]), "\(outcomes[1])")
            #expect(outcomes[1].reason.contains(entry.code))
            #expect(!outcomes[1].reason.contains("251"))
            #expect(ExpectedOutcome.retry(nil).matches(outcomes[2]), "an entry that is not mentioned")
            #expect(outcomes[3] == .delivered)
        }
    }

    @Test(
        "A request that is refused for one message is sent again in parts until that stands alone",
        arguments: [0, 4, 9]
    )
    func poison(position: Int) async throws {
        let events = events(10)
        let mark = "\\\"u\(position)\\\""
        try await TestDestination.sqs { receiver, destination in
            receiver.answer { request in
                let body = String(decoding: request.body, as: UTF8.self)
                let poisoned = TableRow(status: 400, code: "InvalidMessageContents", expected: .rejected)
                if body.contains(mark) { return poisoned.json }
                let entries = body.ranges(of: "\"MessageBody\"").indices.map { "{\"Id\":\"\($0)\"}" }
                return .status(200, body: "{\"Successful\":[\(entries.joined(separator: ","))]}")
            }
            let outcomes = await destination.deliver(Batch(events))
            for index in events.indices {
                let expected: ExpectedOutcome = index == position ? .rejected : .delivered
                #expect(expected.matches(outcomes[index]), "\(index): \(outcomes[index])")
            }
        }
    }

    @Test("A server that is gone means retry, and comes back")
    func gone() async throws {
        let events = events(1)
        try await TestDestination.sqs(timeout: .seconds(20)) { receiver, destination in
            receiver.answer { _ in .status(200, body: #"{"Successful":[{"Id":"0"}]}"#) }
            try await receiver.stop()
            guard case .retry(nil, let reason) = await destination.deliver(Batch(events))[0] else {
                Issue.record("not retried")
                return
            }
            #expect(reason.contains("127.0.0.1"))
            await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
            try await receiver.start()
            try await destination.prepare()
            #expect(await destination.deliver(Batch(events)) == .all(.delivered))
        }
    }

    @Test("A server that hangs ends the delivery with its timeout")
    func hangs() async throws {
        let events = events(100)
        try await TestDestination.sqs(timeout: .milliseconds(500)) {
            $0.connections = 2
        } _: { receiver, destination in
            receiver.answer { _ in .wait }
            let start = ContinuousClock.now
            let outcomes = await destination.deliver(Batch(events))
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(events.indices.allSatisfy { ExpectedOutcome.retry(nil).matches(outcomes[$0]) })
        }
    }
}
