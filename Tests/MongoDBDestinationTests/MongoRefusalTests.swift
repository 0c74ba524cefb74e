import Foundation
import MongoDBDestination
import RouterCore
import TestSupport
import Testing

/// What a real server refuses, and what is told of it. One after the other: the server is a small one.
@Suite(.serialized) struct MongoRefusalTests {
    private let factory = EventFactory()

    @Test func onlyTheRefusedDocumentIsRejected() async throws {
        let fixture = try MongoFixture()
        let destination = try fixture.make()
        try await destination.prepare()
        try await fixture.python(
            """
            database.body.create_index("unique_by_somebody", unique=True, sparse=True)
            database.command({"collMod": "body", "validator": {"user.user_id": {"$ne": "poison"}}})
            """
        )
        func day(_ user: String, _ number: Int) -> Event {
            let payload =
                #"{"type":"body","user":{"user_id":"\#(user)"},"data":[{"metadata":{"start_time":"2026-03-02"},"#
                + #""unique_by_somebody":\#(number)}]}"#
            return factory.make(type: "body", user: user, payload: payload, ordering: nil, records: []).event
        }
        let batch = [day("a", 1), day("poison", 2), day("b", 3), day("c", 1)]
        let outcomes = await destination.deliver(Batch(batch))
        #expect(outcomes[0] == .delivered && outcomes[2] == .delivered)
        for (index, code) in [(1, "121"), (3, "11000")] {
            guard case .rejected(let reason) = outcomes[index] else {
                Issue.record("\(outcomes[index])")
                continue
            }
            #expect(reason.contains("code \(code)") && !reason.contains("poison"))
        }
        await destination.shutdown()
    }

    @Test func onlyADocumentOverTheLimitIsRejected() async throws {
        let fixture = try MongoFixture()
        let destination = try fixture.make("create_indexes: false")
        func event(_ user: String, _ count: Int) -> SampleEvent {
            let filling = String(repeating: "x", count: count)
            return factory.whole(type: "large", user: user, payload: #"{"type":"large","x":"\#(filling)"}"#)
        }
        let batch = [event("a", 10), event("b", (16 << 20) + 10), event("c", (16 << 20) - 4096), event("d", 10)]
        let outcomes = await destination.deliver(Batch(batch.map(\.event)))
        for index in [0, 2, 3] { #expect(outcomes[index] == .delivered) }
        guard case .rejected(let reason) = outcomes[1] else {
            Issue.record("\(outcomes[1])")
            return
        }
        #expect(reason.contains("16777216"))
        #expect(try await fixture.python("print(database.user_events.count_documents({}))") == "3")
        await destination.shutdown()
    }

    @Test func aWrongPasswordNeedsAttentionAndIsNotShown() async throws {
        let fixture = try MongoFixture()
        let destination = try fixture.make(url: fixture.url(user: "distributary", password: "not-the-password"))
        let failure = await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
        let event = factory.day(SampleDay(user: "u", readings: 2)).event
        guard case .needsAttention(let reason) = failure,
            case .pause(let pause) = await destination.deliver(Batch([event]))[0]
        else {
            Issue.record("\(String(describing: failure))")
            return
        }
        for text in [reason, pause] { #expect(text.contains("log in") && !text.contains("not-the-password")) }
        #expect(await destination.examine().map(\.verdict) == [.good, .bad, .unknown])
        await destination.shutdown()
    }

    @Test func aUserWhoMayOnlyReadPausesTheDestination() async throws {
        let fixture = try MongoFixture()
        let user = "reader_" + fixture.database
        try await fixture.python(
            """
            admin.command("createUser", "\(user)", pwd="secret", roles=[{"role": "read", "db": "\(fixture.database)"}])
            """
        )
        let destination = try fixture.make(url: fixture.url(user: user, password: "secret"))
        // Indexes are made where that is allowed, and only there.
        try await destination.prepare()
        #expect(fixture.log.lines(containing: "destination.indexes").count == 1)
        let event = factory.day(SampleDay(user: "u", readings: 2)).event
        guard case .pause(let reason) = await destination.deliver(Batch([event]))[0] else {
            Issue.record("not held")
            return
        }
        #expect(reason.contains("code 13") && reason.contains("readWrite"))
        await destination.shutdown()
        try await fixture.python(#"admin.command("dropUser", "\#(user)")"#)
    }

    @Test func indexesAreMadeOnce() async throws {
        let fixture = try MongoFixture()
        for _ in 1...2 {
            let destination = try fixture.make()
            try await destination.prepare()
            #expect(await destination.examine().allSatisfy { $0.verdict != .bad })
            await destination.shutdown()
        }
        let script = """
            for name in ["body", "user_events"]:
                print(sorted(tuple(index["key"].items()) for index in database[name].list_indexes()))
            """
        let user = "(('user.reference_id', 1),), (('user.user_id', 1),)"
        let times = "(('metadata.end_time', -1),), (('metadata.start_time', -1),)"
        let expected = "[(('_id', 1),), \(times)]\n[(('_id', 1),), \(user)]"
        #expect(try await fixture.python(script) == expected)
    }

    @Test func aServerThatCannotProveWhoItIsIsNotTold() async throws {
        let fixture = try MongoFixture()
        var components = try #require(URLComponents(string: fixture.server))
        components.query = "authSource=admin&tls=true"
        let bare = try #require(components.string)
        let unknown = try fixture.make(url: bare, timeout: .seconds(10))
        let failure = await #expect(throws: DestinationFailure.self) { try await unknown.prepare() }
        guard case .needsAttention(let reason) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(reason.contains("tlsCAFile"))
        #expect(await unknown.examine().map(\.verdict) == [.bad, .unknown, .unknown])
        #expect(fixture.log.lines(containing: "destination.insecure").isEmpty)
        let trusting = try fixture.make("tls: {verify: false}", url: bare)
        try await trusting.prepare()
        #expect(fixture.log.lines(containing: "destination.insecure").count == 1)
        for destination in [unknown, trusting] { await destination.shutdown() }
    }

    /// Errors in the middle of things, brought about by the server's own failpoints.
    @Test func whatTheServerSaysBecomesAnOutcome() async throws {
        let server = try await PrivateMongoDB()
        let fixture = MongoFixture(on: server)
        let destination = try fixture.make("create_indexes: false", timeout: .seconds(10))
        try await destination.prepare()
        let event = factory.day(SampleDay(user: "u", readings: 2)).event
        let faults: [(String, isPause: Bool)] = [
            (#""errorCode": 10107"#, false), (#""errorCode": 11600"#, false), (#""errorCode": 91"#, false),
            (#""errorCode": 16500"#, false), (#""errorCode": 424242"#, false), (#""closeConnection": True"#, false),
            (#""writeConcernError": {"code": 64, "errmsg": "waiting for replication timed out"}"#, false),
            (#""errorCode": 13"#, true), (#""errorCode": 8000"#, true),
        ]
        for (fault, isPause) in faults {
            try await fixture.python(
                """
                admin.command({
                    "configureFailPoint": "failCommand", "mode": "alwaysOn",
                    "data": {"failCommands": ["insert", "update"], \(fault)},
                })
                """
            )
            let outcome = await destination.deliver(Batch([event]))[0]
            switch outcome {
            case .retry: #expect(!isPause, "\(fault): \(outcome)")
            case .pause: #expect(isPause, "\(fault): \(outcome)")
            case .delivered, .skipped, .rejected: Issue.record("\(fault): \(outcome)")
            }
        }
        try await fixture.python(#"admin.command({"configureFailPoint": "failCommand", "mode": "off"})"#)
        #expect(await destination.deliver(Batch([event])) == .all(.delivered))
        await destination.shutdown()
    }
}
