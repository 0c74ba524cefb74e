import Foundation
import PostgresDestination
import RouterCore
import TestSupport
import Testing

/// What a real server refuses, and what is told of it.
@Suite struct PostgresRefusalTests {
    private let factory = EventFactory()

    @Test func aRowThatAConstraintRefusesRejectsTheBatchWithoutQuotingIt() async throws {
        let target = try PostgresTarget()
        let destination = try target.makeDestination()
        try await destination.prepare()
        try await target.execute(
            "ALTER TABLE \(target.name(.dataPayloads)) ADD CONSTRAINT no_poison CHECK (user_id <> 'poison')"
        )
        let good = factory.day(SampleDay(user: "good", readings: 2))
        let poison = factory.day(SampleDay(user: "poison", readings: 2))
        let outcome = await destination.deliver(Batch([good.event, poison.event]))[0]
        guard case .rejected(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("23514") && reason.contains("no_poison"))
        #expect(!reason.contains("2026-09") && !reason.contains(poison.id), "DETAIL shows the row")
        for table in SQLTable.allCases { #expect(try await target.rows(of: table).isEmpty) }
        #expect(await destination.deliver(Batch([good.event])) == .all(.delivered))
        await destination.shutdown()
    }

    @Test func whatATriggerRaisesRejectsTheBatch() async throws {
        let target = try PostgresTarget()
        let destination = try target.makeDestination()
        try await destination.prepare()
        try await target.execute(
            """
            CREATE FUNCTION \(target.quotedSchema).refuse() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON \(target.name(.samples))
            FOR EACH ROW EXECUTE FUNCTION \(target.quotedSchema).refuse()
            """
        )
        let day = factory.day(SampleDay(user: "u", readings: 2))
        #expect(
            await destination.deliver(Batch([day.event])) == .all(.rejected(reason: "not this one (SQLSTATE P0001)"))
        )
        await destination.shutdown()
    }

    @Test func aWrongPasswordNeedsAttentionAndIsNotShown() async throws {
        let target = try PostgresTarget()
        var components = try URLComponents(string: target.url).required
        components.password = "not-the-password"
        let destination = try target.makeDestination(url: components.string.required)
        let event = factory.day(SampleDay(user: "u", readings: 2)).event
        let failure = await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
        guard case .needsAttention(let reason) = failure,
            case .pause(let pause) = await destination.deliver(Batch([event]))[0]
        else {
            Issue.record("\(String(describing: failure))")
            return
        }
        for text in [reason, pause] {
            #expect(text.contains("28P01") && !text.contains("not-the-password"))
        }
        components.password = nil
        let silent = try target.makeDestination(url: components.string.required)
        let missing = await #expect(throws: DestinationFailure.self) { try await silent.prepare() }
        #expect(missing?.reason.contains("password") == true)
    }

    @Test func aDatabaseThatDoesNotExistNeedsAttention() async throws {
        let target = try PostgresTarget()
        var components = try URLComponents(string: target.url).required
        components.path = "/no_such_database"
        let destination = try target.makeDestination(url: components.string.required)
        let failure = await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
        guard case .needsAttention(let reason) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(reason.contains("3D000") && reason.contains("no_such_database"))
    }

    @Test func tablesThatAPersonMadeAreEnough() async throws {
        let target = try PostgresTarget()
        let role = PostgresTarget.freshName()
        try await target.execute("CREATE ROLE \"\(role)\" LOGIN PASSWORD 'geheim'")
        var components = try URLComponents(string: target.url).required
        components.user = role
        components.password = "geheim"
        let destination = try target.makeDestination(url: components.string.required)

        let refused = await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
        guard case .needsAttention(let reason) = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
        #expect(reason.contains("42501") && reason.contains("distributary schema postgres"))

        let definitions = TableDefinitions(schema: target.schema, createsSchema: true, compressesWithLZ4: false)
        for _ in 0..<2 { try await target.execute(definitions.statements.joined(separator: ";\n")) }
        try await target.execute(
            """
            GRANT USAGE ON SCHEMA \(target.quotedSchema) TO "\(role)";
            GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA \(target.quotedSchema) TO "\(role)"
            """
        )
        try await destination.prepare()
        let day = factory.day(SampleDay(user: "u", readings: 2))
        #expect(await destination.deliver(Batch([day.event])) == .all(.delivered))
        await destination.shutdown()
        try await target.execute("DROP OWNED BY \"\(role)\"; DROP ROLE \"\(role)\"")
    }

    @Test(arguments: [
        ("ALTER TABLE T DROP COLUMN trend_arrow", "trend_arrow"),
        ("ALTER TABLE T ALTER COLUMN trend_arrow TYPE boolean USING true", "trend_arrow"),
        ("DROP INDEX S.glucose_samples_instant", "ON CONFLICT"),
    ])
    func tablesOfAnotherShapeNeedAttention(change: String, mentioned: String) async throws {
        let target = try PostgresTarget()
        let destination = try target.makeDestination()
        try await destination.prepare()
        try await target.execute(
            change.replacing("T ", with: "\(target.name(.samples)) ").replacing("S.", with: "\(target.quotedSchema).")
        )
        let failure = await #expect(throws: DestinationFailure.self) { try await destination.prepare() }
        guard case .needsAttention(let reason) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(reason.contains(mentioned))
        let day = factory.day(SampleDay(user: "u", readings: 2))
        guard case .pause = await destination.deliver(Batch([day.event]))[0] else {
            Issue.record("the batch was not held")
            return
        }
        await destination.shutdown()
    }

    @Test func aServerThatIsReadOnlyIsTriedAgain() async throws {
        let target = try PostgresTarget()
        let destination = try target.makeDestination()
        try await destination.prepare()
        let separator = target.url.contains("?") ? "&" : "?"
        let standby = try target.makeDestination(
            url: target.url + separator + "options=-c%20default_transaction_read_only%3Don"
        )
        let day = factory.day(SampleDay(user: "u", readings: 2))
        guard case .retry(_, let reason) = await standby.deliver(Batch([day.event]))[0] else {
            Issue.record("the batch was not to be tried again")
            return
        }
        #expect(reason.contains("25006"))
        await standby.shutdown()
        await destination.shutdown()
    }

    @Test(arguments: ["Mixed Case", #"te"rra'; DROP TABLE x; --"#, "ünïcode", "select"])
    func anySchemaNameIsTaken(name: String) async throws {
        let target = try PostgresTarget(schema: "\(name) \(PostgresTarget.freshName().suffix(12))")
        let destination = try target.makeDestination()
        try await destination.prepare()
        let day = factory.day(SampleDay(user: "u", readings: 2))
        #expect(await destination.deliver(Batch([day.event])) == .all(.delivered))
        #expect(try await target.rows(of: .samples) == ExpectedRows([day]).of(.samples))
        await destination.shutdown()
    }

    @Test func severalDaemonsMayCreateTheTablesAtOnce() async throws {
        let target = try PostgresTarget()
        let destinations = try (0..<8).map { _ in try target.makeDestination() }
        try await withThrowingTaskGroup { group in
            for destination in destinations {
                group.addTask { try await destination.prepare() }
            }
            try await group.waitForAll()
        }
        for destination in destinations { await destination.shutdown() }
        #expect(try await target.rows(of: .samples).isEmpty)
    }

    @Test func aRedeliveryWritesNoReadingAgain() async throws {
        let target = try PostgresTarget()
        let destination = try target.makeDestination()
        try await destination.prepare()
        let batch = Batch([factory.day(SampleDay(user: "u", readings: 20)).event])
        #expect(await destination.deliver(batch) == .all(.delivered))
        let versions = "SELECT xmin, ctid, recorded_at FROM \(target.name(.samples)) ORDER BY recorded_at"
        let before = try await target.query(versions)
        #expect(await destination.deliver(batch) == .all(.delivered))
        #expect(try await target.query(versions) == before)
        #expect(before.count == 20)
        await destination.shutdown()
    }
}
