import Logging
import ObjectStorage
import RouterCore
import S3Destination
import TestSupport
import Testing

/// The table at `S3Destination`, row by row, against a server that answers as the table says.
@Suite("What a bucket's answers become")
struct S3OutcomeTests {
    static let table: [TableRow] = [
        TableRow(status: 200, expected: .delivered),
        TableRow(
            status: 503,
            code: "SlowDown",
            expected: .retry(nil),
            concernsAll: true,
            words: ["SlowDown"]
        ),
        TableRow(
            status: 503,
            code: "ServiceUnavailable",
            headers: ["Retry-After": "7"],
            expected: .retry(.seconds(7)),
            concernsAll: true
        ),
        TableRow(status: 429, code: "TooManyRequests", expected: .retry(nil), concernsAll: true),
        TableRow(status: 400, code: "RequestLimitExceeded", expected: .retry(nil), concernsAll: true),
        TableRow(status: 507, code: "XMinioStorageFull", expected: .retry(nil), concernsAll: true),
        TableRow(status: 400, code: "QuotaExceeded", expected: .retry(nil), concernsAll: true),
        TableRow(status: 403, code: "RequestTimeTooSkewed", expected: .retry(nil), concernsAll: true),
        TableRow(status: 400, code: "ExpiredToken", expected: .retry(nil), concernsAll: true),
        TableRow(
            status: 403,
            code: "AccessDenied",
            expected: .pause,
            concernsAll: true,
            words: ["policies"]
        ),
        TableRow(
            status: 403,
            code: "InvalidAccessKeyId",
            expected: .pause,
            concernsAll: true,
            words: ["'access_key_id'"]
        ),
        TableRow(
            status: 403,
            code: "SignatureDoesNotMatch",
            expected: .pause,
            concernsAll: true,
            words: ["'secret_access_key'"]
        ),
        TableRow(
            status: 400,
            code: "InvalidToken",
            expected: .pause,
            concernsAll: true,
            words: ["'session_token'"]
        ),
        TableRow(
            status: 403,
            code: "AccountProblem",
            expected: .pause,
            concernsAll: true,
            words: ["account"]
        ),
        TableRow(status: 401, expected: .pause, concernsAll: true),
        TableRow(status: 403, expected: .pause, concernsAll: true),
        TableRow(status: 407, expected: .pause, concernsAll: true, words: ["proxy"]),
        TableRow(
            status: 404,
            code: "NoSuchBucket",
            expected: .pause,
            concernsAll: true,
            words: ["'bucket'"]
        ),
        TableRow(
            status: 400,
            code: "InvalidBucketName",
            expected: .pause,
            concernsAll: true,
            words: ["'bucket'"]
        ),
        TableRow(
            status: 301,
            code: "PermanentRedirect",
            headers: ["x-amz-bucket-region": "us-west-1"],
            expected: .pause,
            concernsAll: true,
            words: ["us-west-1", "'region'"]
        ),
        TableRow(
            status: 400,
            code: "AuthorizationHeaderMalformed",
            expected: .pause,
            concernsAll: true,
            words: ["'region'"]
        ),
        TableRow(
            status: 400,
            code: "IllegalLocationConstraintException",
            expected: .pause,
            concernsAll: true
        ),
        TableRow(
            status: 400,
            code: "KMS.DisabledException",
            expected: .pause,
            concernsAll: true,
            words: ["key"]
        ),
        TableRow(status: 400, code: "EntityTooLarge", expected: .rejected, words: ["EntityTooLarge"]),
        TableRow(status: 400, code: "KeyTooLongError", expected: .rejected),
        TableRow(status: 400, code: "MetadataTooLarge", expected: .rejected),
        TableRow(status: 400, code: "InvalidURI", expected: .rejected),
        TableRow(status: 413, expected: .rejected),
        TableRow(status: 414, expected: .rejected),
        TableRow(status: 400, code: "BadDigest", expected: .retry(nil)),
        TableRow(status: 400, code: "IncompleteBody", expected: .retry(nil)),
        TableRow(status: 400, code: "RequestTimeout", expected: .retry(nil)),
        TableRow(status: 500, code: "InternalError", expected: .retry(nil)),
        TableRow(status: 502, expected: .retry(nil)),
        TableRow(status: 504, expected: .retry(nil)),
        TableRow(status: 307, code: "TemporaryRedirect", expected: .retry(nil)),
        TableRow(status: 400, code: "SomethingNew", expected: .retry(nil), words: ["400 SomethingNew"]),
        TableRow(status: 418, expected: .retry(nil)),
    ]

    @Test("Every answer has its outcome", arguments: table)
    func answer(row: TableRow) async throws {
        let factory = EventFactory()
        let events = (0..<6).map { factory.day(SampleDay(user: "u\($0)", readings: 3)).event }
        try await TestDestination.s3 { configuration in
            configuration.connections = 1
            configuration.layout.prefix = "cgm/"
        } _: { receiver, destination in
            receiver.answer { $0.method == "HEAD" ? .status(404) : row.xml }
            let outcomes = await destination.deliver(Batch(events))
            for index in events.indices {
                #expect(row.expected.matches(outcomes[index]), "\(outcomes[index])")
                let reason = outcomes[index].reason
                for words in row.words { #expect(reason.contains(words), "\(reason)") }
                for secret in ["251", "glucose", "wJalr", "cgm/", "u0"] {
                    #expect(!reason.contains(secret))
                }
            }
            let puts = receiver.requests.filter { $0.method == "PUT" }
            if row.concernsAll {
                #expect(Set(puts.map(\.uri)).count == 1)
            } else {
                #expect(puts.count >= events.count)
            }
        }
    }

    @Test(
        "A condition that does not hold is looked into",
        arguments: [
            (412, "PreconditionFailed"), (409, "ConditionalRequestConflict"), (404, "NoSuchKey"),
        ]
    )
    func condition(status: Int, code: String) async throws {
        let event = EventFactory().day(SampleDay(user: "u", readings: 3), ordering: 1000).event
        try await TestDestination.s3 { receiver, destination in
            let row = TableRow(status: status, code: code, expected: .delivered)
            receiver.answer { request in
                guard request.method == "HEAD" else { return row.xml }
                let hasWritten = receiver.requests.contains { $0.method == "PUT" }
                return hasWritten
                    ? .status(200, headers: ["ETag": "\"v9\"", "x-amz-meta-ordering": "2000"]) : .status(404)
            }
            #expect(await destination.deliver(Batch([event])) == .all(.delivered))
            #expect(receiver.requests.map(\.method) == ["HEAD", "PUT", "HEAD"])
            #expect(receiver.requests.dropFirst().first?.header("If-None-Match") == "*")
        }
    }

    @Test("A server that knows no conditions is written to without them, and the log says so once")
    func notImplemented() async throws {
        let log = LogCapture()
        let factory = EventFactory()
        let events = (0..<3).map { factory.day(SampleDay(user: "u\($0)", readings: 3)).event }
        try await TestDestination.s3(log: log) {
            $0.connections = 1
        } _: { receiver, destination in
            receiver.answer { request in
                if request.method == "HEAD" { return .status(404) }
                return request.header("If-None-Match") == nil
                    ? .status(200) : TableRow(status: 501, code: "NotImplemented", expected: .delivered).xml
            }
            #expect(await destination.deliver(Batch(events)) == .all(.delivered))
            let puts = receiver.requests.filter { $0.method == "PUT" }
            #expect(puts.count { $0.header("If-None-Match") != nil } == 1)
            #expect(log.lines(containing: "destination.unconditional").map(\.level) == [.warning])
        }
    }

    @Test("A server that takes conditions and does not honour them is found out")
    func ignored() async throws {
        let log = LogCapture()
        let event = EventFactory().day(SampleDay(user: "u", readings: 3)).event
        try await TestDestination.s3(log: log) { receiver, destination in
            receiver.answer { .status($0.method == "HEAD" ? 404 : 200, headers: ["ETag": "\"v1\""]) }
            for _ in 1...2 { #expect(await destination.deliver(Batch([event])) == .all(.delivered)) }
            #expect(log.lines(containing: "destination.unconditional").count == 1)
            #expect(receiver.requests.last?.header("If-Match") == nil)
            #expect(receiver.requests.last?.header("If-None-Match") == nil)
        }
    }

    @Test("A server that is gone means retry, and comes back")
    func gone() async throws {
        let event = EventFactory().day(SampleDay(user: "u", readings: 3)).event
        try await TestDestination.s3(timeout: .seconds(20)) { receiver, destination in
            receiver.answer { .status($0.method == "HEAD" ? 404 : 200) }
            try await receiver.stop()
            guard case .retry(nil, let reason) = await destination.deliver(Batch([event]))[0] else {
                Issue.record("not retried")
                return
            }
            #expect(reason.contains("127.0.0.1"))
            await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
            try await receiver.start()
            try await destination.prepare()
            #expect(await destination.deliver(Batch([event])) == .all(.delivered))
        }
    }

    @Test("A server that hangs ends the delivery with its timeout")
    func hangs() async throws {
        let factory = EventFactory()
        let events = (0..<50).map { factory.day(SampleDay(user: "u\($0)", readings: 3)).event }
        try await TestDestination.s3(timeout: .milliseconds(500)) {
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
