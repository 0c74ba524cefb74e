import AzureBlobDestination
import RouterCore
import TestSupport
import Testing

/// What the destination makes of every answer of the service, row by row.
@Suite(.timeLimit(.minutes(2))) struct BlobOutcomeTests {
    struct Row: Sendable {
        let status: Int
        var code: String?
        var headers: [String: String] = [:]
        let expected: ExpectedOutcome
        /// Must stand in the reason.
        var words: [String] = []
    }

    static let table: [Row] = [
        Row(status: 201, headers: ["ETag": "\"0x1\""], expected: .delivered),
        // Transient.
        Row(status: 500, code: "InternalError", expected: .retry(nil), words: ["500 InternalError"]),
        Row(status: 500, code: "OperationTimedOut", expected: .retry(nil)),
        Row(status: 409, code: "ContainerBeingDeleted", expected: .retry(nil), words: ["being deleted"]),
        Row(status: 412, code: "LeaseIdMissing", expected: .retry(nil)),
        Row(status: 400, code: "Md5Mismatch", expected: .retry(nil)),
        Row(status: 400, code: "InvalidBlockList", expected: .retry(nil)),
        Row(status: 502, expected: .retry(nil)),
        // Throttled.
        Row(status: 503, code: "ServerBusy", headers: ["Retry-After": "7"], expected: .retry(.seconds(7))),
        Row(status: 429, headers: ["Retry-After": "9"], expected: .retry(.seconds(9))),
        // Poison: this object will never be taken.
        Row(status: 413, code: "RequestBodyTooLarge", expected: .rejected, words: ["larger"]),
        Row(status: 400, code: "MetadataTooLarge", expected: .rejected),
        Row(status: 400, code: "InvalidUri", expected: .rejected),
        Row(status: 409, code: "BlobImmutableDueToPolicy", expected: .rejected, words: ["immutable"]),
        Row(status: 409, code: "BlobArchived", expected: .rejected, words: ["archive"]),
        Row(status: 409, code: "InvalidBlobType", expected: .rejected, words: ["another type"]),
        // Credentials, and what only a person can put right.
        Row(status: 403, code: "AuthenticationFailed", expected: .pause, words: ["'account_key'", "clock"]),
        Row(status: 403, code: "AuthorizationFailure", expected: .pause, words: ["firewall"]),
        Row(
            status: 403,
            code: "AuthorizationPermissionMismatch",
            expected: .pause,
            words: ["Storage Blob Data Contributor"]
        ),
        Row(status: 403, code: "KeyBasedAuthenticationNotPermitted", expected: .pause, words: ["identity"]),
        Row(status: 403, code: "SomethingNew", expected: .pause),
        Row(status: 401, code: "NoAuthenticationInformation", expected: .pause),
        Row(status: 404, code: "ContainerNotFound", expected: .pause, words: ["create the container"]),
        Row(status: 409, code: "ContainerDisabled", expected: .pause),
        Row(status: 400, code: "InvalidHeaderValue", expected: .pause, words: ["emulator", "2021-12-02"]),
        Row(status: 400, code: "AccountRequiresHttps", expected: .pause, words: ["https"]),
        // Unknown.
        Row(status: 400, code: "NeverHeardOf", expected: .retry(nil), words: ["400 NeverHeardOf"]),
        Row(status: 400, expected: .retry(nil)),
        Row(status: 409, expected: .retry(nil)),
        Row(status: 404, expected: .retry(nil), words: ["'endpoint'"]),
        Row(status: 301, headers: ["Location": "https://x/"], expected: .retry(nil), words: ["not followed"]),
        Row(status: 200, expected: .retry(nil)),
        Row(status: 418, code: "<b>251</b>", expected: .retry(nil), words: ["answered 418"]),
    ]

    @Test(arguments: table) func everyAnswerHasItsOutcome(row: Row) async throws {
        let receiver = try await WebhookReceiver()
        let headers = row.headers.merging(row.code.map { ["x-ms-error-code": $0] } ?? [:]) { $1 }
        receiver.answer { _ in .status(row.status, headers: headers, body: "<Message>glucose 251</Message>") }
        let destination = try TestAccount.destination([
            "account": "acct", "account_key": "c2VjcmV0LWtleQ==", "container": "cgm", "create_container": "false",
            "endpoint": "http://127.0.0.1:\(receiver.port)",
        ])
        try await using(destination) { destination in
            let event = EventFactory().day(SampleDay(user: "user-1", readings: 3)).event
            let outcome = await destination.deliver(Batch([event]))[0]
            #expect(row.expected.matches(outcome), "\(row.status) \(row.code ?? ""): \(outcome)")
            for words in row.words { #expect(outcome.reason.contains(words), "\(outcome.reason)") }
            for secret in ["251", "glucose", "c2VjcmV0", "user-1"] { #expect(!outcome.reason.contains(secret)) }
        }
    }

    @Test func anAnswerThatGoesForAllSparesTheRest() async throws {
        let receiver = try await WebhookReceiver()
        receiver.answer { _ in .status(503, headers: ["x-ms-error-code": "ServerBusy", "Retry-After": "4"]) }
        let destination = try TestAccount.destination([
            "account": "acct", "account_key": "c2VjcmV0LWtleQ==", "container": "cgm", "connections": "3",
            "endpoint": "http://127.0.0.1:\(receiver.port)",
        ])
        try await using(destination) { destination in
            let factory = EventFactory()
            let events = (0..<60).map { factory.day(SampleDay(user: "user-\($0)", readings: 1)).event }
            let outcomes = await destination.deliver(Batch(events))
            #expect(receiver.requests.count <= 3)
            for index in events.indices { #expect(ExpectedOutcome.retry(.seconds(4)).matches(outcomes[index])) }
        }
    }

    @Test func aServiceThatIsGoneOrSilentMeansRetryInTime() async throws {
        let receiver = try await WebhookReceiver()
        let destination = try TestAccount.destination(
            [
                "account": "acct", "account_key": "c2VjcmV0LWtleQ==", "container": "cgm",
                "endpoint": "http://127.0.0.1:\(receiver.port)",
            ],
            timeout: .milliseconds(500)
        )
        try await using(destination) { destination in
            let batch = Batch([EventFactory().day(SampleDay(user: "user-1", readings: 3)).event])
            receiver.answer { _ in .wait }
            let start = ContinuousClock.now
            #expect(ExpectedOutcome.retry(nil).matches(await destination.deliver(batch)[0]))
            #expect(ContinuousClock.now - start < .seconds(10))
            receiver.answer { _ in .cut }
            receiver.release()
            #expect(ExpectedOutcome.retry(nil).matches(await destination.deliver(batch)[0]))
            try await receiver.stop()
            let outcome = await destination.deliver(batch)[0]
            #expect(ExpectedOutcome.retry(nil).matches(outcome))
            #expect(outcome.reason.contains("127.0.0.1"))
            await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
        }
    }

    /// The service refuses dates that are more than 15 minutes off: its own clock is then believed.
    @Test func aClockThatIsOffIsCorrectedByTheServices() async throws {
        let receiver = try await WebhookReceiver()
        let theirs = "Wed, 01 Jan 2031 12:00:00 GMT"
        receiver.answer { request in
            request.header("x-ms-date")?.hasPrefix("Wed, 01 Jan 2031 12:0") == true
                ? .status(201, headers: ["ETag": "\"0x1\""])
                : .status(403, headers: ["x-ms-error-code": "AuthenticationFailed", "Date": theirs])
        }
        let destination = try TestAccount.destination([
            "account": "acct", "account_key": "c2VjcmV0LWtleQ==", "container": "cgm",
            "endpoint": "http://127.0.0.1:\(receiver.port)",
        ])
        try await using(destination) { destination in
            let factory = EventFactory()
            for day in 0..<3 {
                let event = factory.day(SampleDay(user: "user-1", day: day, readings: 1)).event
                #expect(await destination.deliver(Batch([event]))[0] == .delivered)
            }
            // Only the first was sent twice.
            #expect(receiver.requests.count == 4)
        }
    }
}
