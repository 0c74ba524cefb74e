import Foundation
import GCSDestination
import RouterCore
import TestSupport
import Testing

/// The table at `GCSDestination`, row by row.
@Suite(.timeLimit(.minutes(5)))
struct GCSOutcomeTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var status: Int
        var reason = ""
        var message = "hunter2"
        var outcome: OutcomeKind
        var words: String

        var testDescription: String { "\(status) \(reason)" }
    }

    @Test(arguments: [
        Row(status: 200, outcome: .delivered, words: ""),
        Row(status: 201, outcome: .delivered, words: ""),
        Row(
            status: 400,
            reason: "invalid",
            message: "Provided MD5 hash doesn't match calculated MD5 hash",
            outcome: .retry,
            words: "did not arrive as it was sent"
        ),
        Row(status: 400, reason: "required", outcome: .pause, words: "asks its users to pay"),
        Row(status: 400, reason: "invalid", outcome: .rejected, words: "400 (invalid)"),
        Row(status: 411, outcome: .rejected, words: "411"),
        Row(status: 413, reason: "uploadTooLarge", outcome: .rejected, words: "413 (uploadTooLarge)"),
        Row(status: 414, outcome: .rejected, words: "414"),
        Row(status: 401, reason: "authError", outcome: .pause, words: "check 'credentials'"),
        Row(status: 403, reason: "rateLimitExceeded", outcome: .retry, words: "403 (rateLimitExceeded)"),
        Row(status: 403, reason: "userRateLimitExceeded", outcome: .retry, words: "userRateLimitExceeded"),
        Row(status: 403, reason: "quotaExceeded", outcome: .retry, words: "quotaExceeded"),
        Row(status: 403, reason: "retentionPolicyNotMet", outcome: .rejected, words: "retention"),
        Row(status: 403, reason: "objectUnderActiveHold", outcome: .rejected, words: "hold"),
        Row(status: 403, reason: "forbidden", outcome: .pause, words: "roles/storage.objectUser"),
        Row(status: 403, reason: "accountDisabled", outcome: .pause, words: "accountDisabled"),
        Row(status: 404, reason: "notFound", outcome: .pause, words: "there is no bucket cgm"),
        Row(status: 407, outcome: .pause, words: "proxy"),
        Row(status: 408, outcome: .retry, words: "408"),
        Row(status: 409, reason: "conflict", outcome: .retry, words: "409"),
        Row(status: 429, reason: "rateLimitExceeded", outcome: .retry, words: "429"),
        Row(status: 500, reason: "backendError", outcome: .retry, words: "500"),
        Row(status: 502, outcome: .retry, words: "502"),
        Row(status: 503, reason: "backendError", outcome: .retry, words: "503"),
        Row(status: 504, outcome: .retry, words: "504"),
        Row(status: 302, outcome: .retry, words: "302"),
        Row(status: 418, reason: "never heard of it", outcome: .retry, words: "answered 418"),
    ])
    func whatAnAnswerToAWriteBecomes(_ row: Row) async throws {
        let rule: WebhookReceiver.Rule = { _ in AnsweringStorage.error(row.status, row.reason, row.message) }
        try await AnsweringStorage.run(rule) { storage in
            let event = EventFactory().day(SampleDay(user: "user-a", readings: 2)).event
            let outcome = await storage.destination.deliver(Batch([event]))[0]
            #expect(OutcomeKind(outcome) == row.outcome, "\(outcome)")
            #expect(row.words.isEmpty || outcome.reason.contains(row.words), "\(outcome)")
            #expect(!outcome.reason.contains("hunter2") && !outcome.reason.contains("never heard"), "\(outcome)")
        }
    }

    @Test func throttlingSaysHowLongToWaitAndHoldsBackTheRest() async throws {
        let rule: WebhookReceiver.Rule = { _ in
            AnsweringStorage.error(429, "rateLimitExceeded", headers: ["Retry-After": "7"])
        }
        try await AnsweringStorage.run(rule, keys: "connections: 1") { storage in
            let factory = EventFactory()
            let events = (0..<20).map { factory.day(SampleDay(user: "user-a", day: $0, readings: 2)).event }
            let outcomes = await storage.destination.deliver(Batch(events))
            for index in events.indices {
                #expect(OutcomeKind(outcomes[index]) == .retry)
                #expect(outcomes[index].wait == .seconds(7))
            }
            #expect(storage.receiver.requests.count == 1)
        }
    }

    @Test func whatConcernsOneObjectLeavesTheOthersAlone() async throws {
        let rule: WebhookReceiver.Rule = { request in
            let isFirst = request.body.firstRange(of: Array("user-0".utf8)) != nil
            let message = "The object cgm/x exceeded the rate limit for object mutation operations"
            return isFirst ? AnsweringStorage.error(429, "rateLimitExceeded", message) : .status(200)
        }
        try await AnsweringStorage.run(rule, keys: "connections: 1") { storage in
            let factory = EventFactory()
            let events = (0..<3).map { factory.day(SampleDay(user: "user-\($0)", readings: 2)).event }
            let outcomes = await storage.destination.deliver(Batch(events))
            #expect(events.indices.map { OutcomeKind(outcomes[$0]) } == [.retry, .delivered, .delivered])
        }
    }

    @Test func aNewerVersionThatIsThereIsLeftThere() async throws {
        let rule: WebhookReceiver.Rule = { request in
            if request.method == "POST" { return AnsweringStorage.error(412, "conditionNotMet") }
            let attributes = #"{"generation":"5","metadata":{"ordering":"\#(Int64.max)","id":"another"}}"#
            return .status(200, body: attributes)
        }
        try await AnsweringStorage.run(rule) { storage in
            let event = EventFactory().day(SampleDay(user: "user-a", readings: 2)).event
            #expect(await storage.destination.deliver(Batch([event]))[0] == .delivered)
            #expect(storage.receiver.requests.map(\.method) == ["POST", "GET"])
        }
    }

    @Test func aNameThatIsTooLongIsADeadLetter() async throws {
        let prefix = String(repeating: "p", count: 500) + "/"
        let key = "\(String(repeating: "k", count: 250))/\(String(repeating: "l", count: 250))/{user_id}-{start_date}"
        try await AnsweringStorage.run(AnsweringStorage.good, keys: "prefix: \(prefix)\nkey: '\(key)'") { storage in
            let event = EventFactory().day(SampleDay(user: String(repeating: "u", count: 200), readings: 2)).event
            let outcome = await storage.destination.deliver(Batch([event]))[0]
            #expect(OutcomeKind(outcome) == .rejected)
            #expect(outcome.reason.contains("takes 1024"), "\(outcome)")
            #expect(storage.receiver.requests.isEmpty)
        }
    }

    @Test func nobodyAtTheEndpointIsARetry() async throws {
        try await AnsweringStorage.run(AnsweringStorage.good) { storage in
            try await storage.receiver.stop()
            let event = EventFactory().day(SampleDay(user: "user-a", readings: 2)).event
            #expect(OutcomeKind(await storage.destination.deliver(Batch([event]))[0]) == .retry)
        }
    }

    @Test func aCertificateIsVerifiedUnlessTheUserSaysOtherwise() async throws {
        let event = EventFactory().day(SampleDay(user: "user-a", readings: 2)).event
        let rule: WebhookReceiver.Rule = { _ in .status(200) }
        try await AnsweringStorage.run(rule, isSecure: true) { storage in
            let outcome = await storage.destination.deliver(Batch([event]))[0]
            #expect(outcome.reason.contains("'tls.ca'"), "\(outcome)")
            #expect(storage.log.lines(containing: "destination.insecure").isEmpty)
        }
        let authority = try TestServers.certificateAuthority
        try await AnsweringStorage.run(rule, isSecure: true, keys: "tls: {ca: \(authority)}") { storage in
            #expect(await storage.destination.deliver(Batch([event]))[0] == .delivered)
        }
        try await AnsweringStorage.run(rule, isSecure: true, keys: "tls: {verify: false}") { storage in
            #expect(await storage.destination.deliver(Batch([event]))[0] == .delivered)
            #expect(storage.log.lines(containing: "destination.insecure").count == 1)
        }
    }
}
