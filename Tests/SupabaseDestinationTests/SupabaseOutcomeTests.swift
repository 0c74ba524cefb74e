import RouterCore
import SupabaseDestination
import TestSupport
import Testing

/// What the destination makes of every answer, row by row.
@Suite(.timeLimit(.minutes(2))) struct SupabaseOutcomeTests {
    struct Row: Sendable {
        let status: Int
        var code: String?
        var message = "made up"
        var headers: [String: String] = [:]
        let expected: ExpectedOutcome
        /// Must stand in the reason.
        var words: [String] = []
    }

    static let database: [Row] = [
        Row(status: 200, expected: .delivered),
        // Transient, and throttled.
        Row(status: 503, code: "PGRST002", expected: .retry(nil), words: ["cannot reach its database"]),
        Row(status: 504, code: "PGRST003", expected: .retry(nil)),
        Row(status: 500, code: "57014", expected: .retry(nil), words: ["statement_timeout", "batch.max_events"]),
        Row(status: 500, code: "40P01", expected: .retry(nil)),
        Row(status: 409, code: "23505", expected: .retry(nil), words: ["payload_id"]),
        Row(status: 405, code: "25006", expected: .retry(nil), words: ["disk is full"]),
        Row(status: 503, code: "53300", expected: .retry(nil)),
        Row(status: 429, headers: ["Retry-After": "6"], expected: .retry(.seconds(6))),
        Row(status: 522, expected: .retry(nil)),
        Row(status: 404, expected: .retry(nil), words: ["'url'"]),
        // Poison.
        Row(
            status: 400,
            code: "22P02",
            message: "invalid input syntax: \"251\"",
            expected: .rejected,
            words: ["22P02"]
        ),
        Row(
            status: 400,
            code: "23514",
            message: "violates check constraint \"c\"",
            expected: .rejected,
            words: ["\"c\""]
        ),
        Row(status: 400, code: "P0001", message: "glucose 251", expected: .rejected),
        Row(status: 413, expected: .rejected),
        // What is missing.
        Row(status: 404, code: "PGRST202", expected: .pause, words: ["distributary schema supabase", "NOTIFY pgrst"]),
        Row(status: 400, code: "PGRST204", expected: .pause, words: ["column", "distributary schema supabase"]),
        Row(status: 404, code: "PGRST205", expected: .pause, words: ["table", "distributary schema supabase"]),
        Row(status: 404, code: "42P01", message: "relation \"x\" does not exist", expected: .pause, words: ["\"x\""]),
        Row(status: 406, code: "PGRST106", expected: .pause, words: ["Exposed schemas"]),
        // Credentials and rights.
        Row(
            status: 403,
            code: "42501",
            message: "new row violates row-level security policy for table \"terra_users\"",
            expected: .pause,
            words: ["row-level security", "service_role", "terra_users"]
        ),
        Row(status: 403, code: "42501", message: "permission denied for table x", expected: .pause, words: ["GRANTs"]),
        Row(status: 401, code: "PGRST301", expected: .pause, words: ["API Keys"]),
        Row(status: 401, expected: .pause, words: ["'service_role_key' is not taken"]),
        Row(status: 540, expected: .pause, words: ["paused", "dashboard"]),
        // Unknown.
        Row(status: 400, code: "ZZ999", expected: .retry(nil)),
        Row(status: 418, expected: .retry(nil)),
    ]

    static let storage: [Row] = [
        Row(status: 400, code: "Bucket not found", expected: .pause, words: ["there is no bucket", "create it"]),
        Row(status: 404, code: "NoSuchBucket", expected: .pause),
        Row(status: 400, code: "InvalidMimeType", expected: .pause, words: ["application/json"]),
        Row(status: 400, code: "InvalidJWT", expected: .pause, words: ["service_role_key"]),
        Row(
            status: 400,
            code: "Unauthorized",
            message: "new row violates row-level security policy",
            expected: .pause,
            words: ["row-level security"]
        ),
        Row(status: 400, code: "EntityTooLarge", expected: .rejected, words: ["file size limit"]),
        Row(status: 413, expected: .rejected),
        Row(status: 400, code: "InvalidKey", expected: .rejected),
        Row(status: 503, code: "SlowDown", headers: ["Retry-After": "3"], expected: .retry(.seconds(3))),
        Row(status: 544, code: "DatabaseTimeout", expected: .retry(nil)),
        Row(status: 400, code: "Duplicate", expected: .delivered),
        Row(status: 400, code: "SomethingNew", expected: .retry(nil)),
        Row(status: 500, expected: .retry(nil)),
    ]

    private func outcome(of row: Row, at prefix: String) async throws -> Outcome {
        let receiver = try await WebhookReceiver()
        receiver.answer { request in
            guard request.uri.hasPrefix(prefix) else {
                return .status(200, body: #"{"version":1,"superseded":[]}"#)
            }
            if row.status == 200 { return .status(200, body: #"{"version":1,"superseded":[]}"#) }
            let code = row.code.map { #""code":\#(EventFactory.quoted($0)),"# } ?? ""
            let body = #"{\#(code)"message":\#(EventFactory.quoted(row.message)),"details":"glucose 251"}"#
            return .status(row.status, headers: row.headers, body: body)
        }
        var outcome: Outcome?
        let keys = ["url": "http://127.0.0.1:\(receiver.port)", "service_role_key": "sb_secret_made-up"]
        try await TestProject.using(keys) { destination in
            let event = EventFactory().day(SampleDay(user: "user-1", readings: 3)).event
            outcome = await destination.deliver(Batch([event]))[0]
        }
        return try #require(outcome)
    }

    private func expect(_ outcome: Outcome, _ row: Row) {
        #expect(row.expected.matches(outcome), "\(row.status) \(row.code ?? ""): \(outcome)")
        for words in row.words { #expect(outcome.reason.contains(words), "\(outcome.reason)") }
        for secret in ["251", "glucose", "sb_secret", "user-1"] { #expect(!outcome.reason.contains(secret)) }
    }

    @Test(arguments: database) func everyAnswerToTheRowsHasItsOutcome(row: Row) async throws {
        expect(try await outcome(of: row, at: "/rest/"), row)
    }

    @Test(arguments: storage) func everyAnswerToAnObjectHasItsOutcome(row: Row) async throws {
        expect(try await outcome(of: row, at: "/storage/"), row)
    }

    @Test func aProjectThatIsGoneOrSilentMeansRetryInTime() async throws {
        let receiver = try await WebhookReceiver()
        let keys = ["url": "http://127.0.0.1:\(receiver.port)", "service_role_key": "sb_secret_made-up"]
        try await TestProject.using(keys, timeout: .milliseconds(500)) { destination in
            let batch = Batch([EventFactory().day(SampleDay(user: "user-1", readings: 3)).event])
            receiver.answer { _ in .wait }
            let start = ContinuousClock.now
            #expect(ExpectedOutcome.retry(nil).matches(await destination.deliver(batch)[0]))
            #expect(ContinuousClock.now - start < .seconds(10))
            receiver.answer { _ in .cut }
            receiver.release()
            #expect(ExpectedOutcome.retry(nil).matches(await destination.deliver(batch)[0]))
            try await receiver.stop()
            #expect(ExpectedOutcome.retry(nil).matches(await destination.deliver(batch)[0]))
            #expect(await destination.examine().map(\.verdict) == [.bad])
        }
    }

    @Test func anObjectThatIsRefusedLeavesTheOthersAlone() async throws {
        let receiver = try await WebhookReceiver()
        receiver.answer { request in
            request.uri.hasPrefix("/storage/") && request.body.firstRange(of: Array("user-3".utf8)) != nil
                ? .status(413) : .status(200, body: #"{"version":1,"superseded":[]}"#)
        }
        let keys = ["url": "http://127.0.0.1:\(receiver.port)", "service_role_key": "sb_secret_made-up"]
        try await TestProject.using(keys) { destination in
            let factory = EventFactory()
            let events = (0..<6).map { factory.day(SampleDay(user: "user-\($0)", readings: 2)).event }
            let outcomes = await destination.deliver(Batch(events))
            for index in events.indices {
                #expect((index == 3 ? ExpectedOutcome.rejected : .delivered).matches(outcomes[index]))
            }
        }
        let calls = receiver.requests.filter { $0.uri.hasPrefix("/rest/") }
        #expect(calls.count == 1)
        #expect(calls.allSatisfy { $0.body.firstRange(of: Array("user-3".utf8)) == nil })
    }

    @Test func anAnswerThatGoesForAllSparesTheRest() async throws {
        let receiver = try await WebhookReceiver()
        receiver.answer { _ in .status(401) }
        let keys = [
            "url": "http://127.0.0.1:\(receiver.port)", "service_role_key": "sb_secret_made-up", "connections": "3",
        ]
        try await TestProject.using(keys) { destination in
            let factory = EventFactory()
            let events = (0..<60).map { factory.day(SampleDay(user: "user-\($0)", readings: 1)).event }
            let outcomes = await destination.deliver(Batch(events))
            #expect(receiver.requests.count <= 3)
            for index in events.indices { #expect(ExpectedOutcome.pause.matches(outcomes[index])) }
        }
    }
}
