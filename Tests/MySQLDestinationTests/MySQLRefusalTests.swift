import Foundation
import MySQLDestination
import RouterCore
import TestSupport
import Testing

/// What a real server refuses, and what is told of it.
@Suite struct MySQLRefusalTests {
    private let factory = EventFactory()
    private let fixture = MySQLFixture()

    @Test func aRowThatAConstraintRefusesRejectsTheBatchWithoutQuotingIt() async throws {
        let database = try await MySQLDatabase()
        let destination = try fixture.make("url: '\(database.url)'")
        try await destination.prepare()
        try await database.execute(
            "ALTER TABLE terra_data_payloads ADD CONSTRAINT no_poison CHECK (user_id <> 'poison')"
        )
        let good = factory.day(SampleDay(user: "good", readings: 2))
        let poison = factory.day(SampleDay(user: "poison", readings: 2))
        guard case .rejected(let reason) = await destination.deliver(Batch([good.event, poison.event]))[0] else {
            Issue.record("taken")
            return
        }
        #expect(reason.contains("4025") && reason.contains("no_poison"))
        #expect(!reason.contains("2026-09") && !reason.contains(poison.id))
        for table in ["terra_users", "terra_data_payloads", "glucose_samples"] {
            #expect(try await database.rows(["1"], from: table).isEmpty, "the transaction is undone")
        }
        #expect(await destination.deliver(Batch([good.event])) == .all(.delivered))
        await destination.shutdown()
    }

    @Test func aWrongPasswordNeedsAttentionAndIsNotShown() async throws {
        let database = try await MySQLDatabase()
        let destination = try fixture.make("url: '\(database.url(password: "not-the-password"))'")
        let reason = await fixture.attention(destination)
        let event = factory.day(SampleDay(user: "u", readings: 2)).event
        guard case .pause(let pause) = await destination.deliver(Batch([event]))[0] else {
            Issue.record("not held")
            return
        }
        for text in [reason, pause] { #expect(text.contains("1045") && !text.contains("not-the-password")) }
        let findings = await destination.examine()
        #expect(findings.map(\.verdict) == [.good, .bad, .unknown])
        await destination.shutdown()
    }

    @Test func aDatabaseThatDoesNotExistNeedsAttention() async throws {
        let database = try await MySQLDatabase()
        let destination = try fixture.make("url: '\(database.url(database: "no_such_database"))'")
        let reason = await fixture.attention(destination)
        #expect(reason.contains("1049") && reason.contains("no_such_database"))
    }

    /// The least rights that the README names.
    @Test func tablesThatAPersonMadeAreEnough() async throws {
        let database = try await MySQLDatabase()
        let user = "u" + String(database.name.suffix(20))
        let account = "\(user)@'127.0.0.1'"
        try await database.execute(
            """
            CREATE USER \(account) IDENTIFIED BY 'secret';
            GRANT SELECT, INSERT, UPDATE ON \(database.name).* TO \(account)
            """
        )
        let destination = try fixture.make("url: '\(database.url(user: user, password: "secret"))'")
        let reason = await fixture.attention(destination)
        #expect(reason.contains("1142") && reason.contains("distributary schema mysql"))
        #expect(await destination.examine().map(\.verdict) == [.good, .good, .unknown])
        for statement in MySQLTables(collation: "utf8mb4_nopad_bin").statements {
            try await database.execute(statement)
        }
        try await destination.prepare()
        let day = factory.day(SampleDay(user: "u", readings: 3))
        #expect(await destination.deliver(Batch([day.event])) == .all(.delivered))
        #expect(await destination.examine().map(\.verdict) == [.good, .good, .good])
        await destination.shutdown()
        try await database.execute("DROP USER \(account)")
    }

    @Test func aTableOfAnotherShapeNeedsAttention() async throws {
        let database = try await MySQLDatabase()
        let first = try fixture.make("url: '\(database.url)'")
        try await first.prepare()
        await first.shutdown()
        try await database.execute("ALTER TABLE glucose_samples DROP COLUMN trend_arrow")
        let destination = try fixture.make("url: '\(database.url)'")
        let reason = await fixture.attention(destination)
        #expect(reason.contains("trend_arrow") && reason.contains("distributary schema mysql"))
        #expect(await destination.examine().last?.verdict == .bad)
        await destination.shutdown()
    }

    @Test func onlyAnEventOverThePacketLimitIsRejected() async throws {
        let server = try await PrivateMySQL(options: ["--max-allowed-packet=1M"])
        let database = try await MySQLDatabase(on: server)
        let destination = try fixture.make("url: '\(database.url)'")
        try await destination.prepare()
        func event(_ user: String, _ filling: String) -> SampleEvent {
            factory.whole(type: "large", user: user, payload: #"{"type":"large","x":"\#(filling)"}"#)
        }
        // Of the two large ones only that with quotes, each of which takes two bytes, is over the limit.
        let days = (0..<40).map { factory.day(SampleDay(user: "user", day: $0)) }
        let near = event("near", String(repeating: "x", count: 900_000))
        let over = event("over", String(repeating: "'", count: 900_000))
        let batch = days + [near, over]
        let outcomes = await destination.deliver(Batch(batch.map(\.event)))
        for index in 0...days.count { #expect(outcomes[index] == .delivered) }
        guard case .rejected(let reason) = outcomes[batch.count - 1] else {
            Issue.record("taken")
            return
        }
        #expect(reason.contains("max_allowed_packet of 1048576"))
        #expect(try await database.rows(["user_id"], from: "terra_other_payloads") == [["near"]])
        #expect(try await database.rows(["COUNT(*)"], from: "glucose_samples") == [["\(40 * 288)"]])
        await destination.shutdown()
    }

    @Test func aStandbyIsTriedAgainUntilItIsThePrimary() async throws {
        let server = try await PrivateMySQL()
        let database = try await MySQLDatabase(on: server)
        try await database.execute(
            "CREATE USER plain@'127.0.0.1'; GRANT ALL ON \(database.name).* TO plain@'127.0.0.1'"
        )
        let destination = try fixture.make("url: '\(database.url(user: "plain"))'")
        try await destination.prepare()
        try await database.execute("SET GLOBAL read_only = 1")
        let day = factory.day(SampleDay(user: "u", readings: 3))
        guard case .retry(_, let reason) = await destination.deliver(Batch([day.event]))[0] else {
            Issue.record("not to be tried again")
            return
        }
        #expect(reason.contains("1290"))
        try await database.execute("SET GLOBAL read_only = 0")
        #expect(await destination.deliver(Batch([day.event])) == .all(.delivered))
        await destination.shutdown()
    }

    @Test func tooManyConnectionsAreTriedAgain() async throws {
        let server = try await PrivateMySQL(options: ["--max-connections=10"])
        let database = try await MySQLDatabase(on: server)
        try await database.execute("CREATE USER plain@'127.0.0.1'; GRANT ALL ON *.* TO plain@'127.0.0.1'")
        let url = "url: '\(database.url(user: "plain"))'"
        let destinations = try (0..<12).map { _ in try fixture.make(url) }
        var refused: [String] = []
        for destination in destinations {
            if case .retry(_, let reason) = await destination.deliver(Batch([]))[0, of: 1] { refused.append(reason) }
        }
        #expect(!refused.isEmpty && refused.allSatisfy { $0.contains("1040") })
        for destination in destinations { await destination.shutdown() }
    }
}

extension Outcomes {
    /// The outcome of a batch that may be empty.
    fileprivate subscript(index: Int, of count: Int) -> Outcome {
        switch self {
        case .all(let outcome): outcome
        case .each(let outcomes): index < outcomes.count ? outcomes[index] : .delivered
        }
    }
}
