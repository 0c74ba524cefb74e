import FirestoreDestination
import Foundation
import RouterCore
import TestSupport
import Testing

/// The table at `FirestoreDestination`, row by row.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct FirestoreOutcomeTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var answer: String
        var outcome: OutcomeKind
        var words: String
        var wait: Duration?

        var testDescription: String { answer }
    }

    private func day() -> SampleEvent { EventFactory().day(SampleDay(user: "user-a", readings: 2)) }

    @Test(arguments: [
        Row(answer: #""code": "INVALID_ARGUMENT""#, outcome: .rejected, words: "INVALID_ARGUMENT"),
        Row(
            answer: #""code": "INVALID_ARGUMENT", "message": "too many index entries for entity hunter2""#,
            outcome: .rejected,
            words: "exempt the fields"
        ),
        Row(
            answer: #""code": "INVALID_ARGUMENT", "message": "its size exceeds the maximum allowed size""#,
            outcome: .rejected,
            words: "more than 1 MiB"
        ),
        Row(answer: #""status": 413"#, outcome: .rejected, words: "413"),
        Row(answer: #""code": "UNAUTHENTICATED""#, outcome: .pause, words: "check 'credentials'"),
        Row(
            answer: #""code": "PERMISSION_DENIED", "message": "hunter2""#,
            outcome: .pause,
            words: "roles/datastore.user"
        ),
        Row(
            answer: #""code": "PERMISSION_DENIED", "reason": "SERVICE_DISABLED""#,
            outcome: .pause,
            words: "enable the Cloud Firestore API"
        ),
        Row(answer: #""code": "NOT_FOUND""#, outcome: .pause, words: "there is no database (default)"),
        Row(answer: #""code": "FAILED_PRECONDITION""#, outcome: .pause, words: "native mode"),
        Row(answer: #""status": 407"#, outcome: .pause, words: "proxy"),
        Row(
            answer: #""code": "RESOURCE_EXHAUSTED", "headers": {"Retry-After": "9"}"#,
            outcome: .retry,
            words: "429 RESOURCE_EXHAUSTED",
            wait: .seconds(9)
        ),
        Row(answer: #""code": "UNAVAILABLE""#, outcome: .retry, words: "503 UNAVAILABLE"),
        Row(answer: #""code": "ABORTED""#, outcome: .retry, words: "409 ABORTED"),
        Row(answer: #""code": "DEADLINE_EXCEEDED", "status": 504"#, outcome: .retry, words: "504 DEADLINE_EXCEEDED"),
        Row(answer: #""code": "INTERNAL", "status": 500"#, outcome: .retry, words: "500 INTERNAL"),
        Row(answer: #""code": "UNKNOWN", "status": 500"#, outcome: .retry, words: "500 UNKNOWN"),
        Row(answer: #""code": "CANCELLED", "status": 500"#, outcome: .retry, words: "500 CANCELLED"),
        Row(answer: #""code": "DATA_LOSS", "status": 500"#, outcome: .retry, words: "DATA_LOSS"),
        Row(answer: #""code": "NEVER_HEARD", "status": 418"#, outcome: .retry, words: "answered 418"),
        Row(answer: #""status": 502"#, outcome: .retry, words: "502"),
        Row(answer: #""status": 302"#, outcome: .retry, words: "302"),
        Row(answer: #""drop": true"#, outcome: .retry, words: ""),
    ])
    func whatAnAnswerToAWriteBecomes(_ row: Row) async throws {
        try await TestDatabase.run { database in
            // Twice: a refused token is replaced once.
            let answer = #"{"only": "batchWrite", \#(row.answer)}"#
            try await database.set(#"{"answers": [\#(answer), \#(answer)]}"#)
            let outcome = await database.deliver(day())
            #expect(OutcomeKind(outcome) == row.outcome, "\(outcome)")
            #expect(row.words.isEmpty || outcome.reason.contains(row.words), "\(outcome)")
            #expect(!outcome.reason.contains("hunter2"))
            #expect(outcome.wait == row.wait)
        }
    }

    @Test(arguments: [
        ("INVALID_ARGUMENT", OutcomeKind.rejected), ("PERMISSION_DENIED", .pause), ("RESOURCE_EXHAUSTED", .retry),
        ("UNAVAILABLE", .retry), ("INTERNAL", .retry), ("", .retry),
        // Looked at again, and written.
        ("FAILED_PRECONDITION", .delivered), ("ALREADY_EXISTS", .delivered), ("NOT_FOUND", .delivered),
        ("ABORTED", .delivered),
    ])
    func whatIsSaidOfOneWriteConcernsIt(code: String, expected: OutcomeKind) async throws {
        try await TestDatabase.run { database in
            try await database.set(#"{"statuses": [{"code": "\#(code)", "message": "hunter2"}]}"#)
            let factory = EventFactory()
            let events = (0..<3).map { factory.day(SampleDay(user: "user-\($0)", readings: 2)).event }
            let outcomes = await database.destination.deliver(Batch(events))
            #expect(events.indices.map { OutcomeKind(outcomes[$0]) } == [expected, .delivered, .delivered])
            #expect(!outcomes[0].reason.contains("hunter2"))
        }
    }

    @Test func aDocumentThatOthersKeepChangingIsTriedAgainLater() async throws {
        try await TestDatabase.run { database in
            let aborted = Array(repeating: #"{"code": "ABORTED"}"#, count: 100).joined(separator: ",")
            try await database.set(#"{"statuses": [\#(aborted)]}"#)
            let outcome = await database.deliver(day())
            #expect(OutcomeKind(outcome) == .retry)
            #expect(outcome.reason.contains("others keep changing"))
            #expect(try await database.requests().count { $0 == "batchWrite" } == 12)
        }
    }

    @Test func aReadThatIsRefusedPauses() async throws {
        try await TestDatabase.run { database in
            let answers = #""answers": [{"only": "batchGet", "code": "INVALID_ARGUMENT"}]"#
            try await database.set(#"{"statuses": [{"code": "ALREADY_EXISTS"}], \#(answers)}"#)
            let outcome = await database.deliver(day())
            #expect(OutcomeKind(outcome) == .pause)
            #expect(outcome.reason.contains("check 'project' and 'database'"))
        }
    }

    @Test func aRequestThatIsRefusedIsTakenApart() async throws {
        try await TestDatabase.run { database in
            let factory = EventFactory()
            let events = (0..<20).map { factory.day(SampleDay(user: "user-\($0)", readings: 2)).event }
            try await database.set(#"{"refuse_request": ["\#(events[13].id)"]}"#)
            let outcomes = await database.destination.deliver(Batch(events))
            let kinds = events.indices.map { OutcomeKind(outcomes[$0]) }
            #expect(kinds[13] == .rejected)
            #expect(kinds.count { $0 == .delivered } == 19)
            #expect(try await database.records().count == 19)
        }
    }

    @Test func whatConcernsAllEndsTheBatch() async throws {
        try await TestDatabase.run { database in
            let factory = EventFactory()
            // More than go into one request.
            let events = (0..<1100).map { factory.day(SampleDay(user: "user-\($0)", readings: 1)).event }
            try await database.set(#"{"answers": [{"code": "RESOURCE_EXHAUSTED"}]}"#)
            let outcomes = await database.destination.deliver(Batch(events))
            #expect(events.indices.allSatisfy { OutcomeKind(outcomes[$0]) == .retry })
            #expect(try await database.requests() == ["batchWrite"])
        }
    }
}
