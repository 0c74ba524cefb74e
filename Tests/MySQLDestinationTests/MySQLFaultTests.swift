import Foundation
import MySQLDestination
import RouterCore
import TestSupport
import Testing

/// A server that goes, hangs, blocks, or is not who it should be.
@Suite struct MySQLFaultTests {
    private let factory = EventFactory()
    private let fixture = MySQLFixture()

    /// Also with TLS, whose reads libmariadb does not bound.
    @Test(arguments: [true, false])
    func aServerThatFallsSilentCostsNoMoreThanTheTimeout(isEncrypted: Bool) async throws {
        let database = try await MySQLDatabase()
        let proxy = try await FaultProxy(to: database.port)
        let query = isEncrypted ? try "?ssl-ca=\(TestServers.certificateAuthority)" : ""
        let url = database.url(port: proxy.port, query: query)
        let destination = try fixture.make("url: '\(url)'", timeout: .seconds(2))
        // On a busy machine it may take more than one such attempt to make the tables.
        try await eventually("it is prepared") { (try? await destination.prepare()) != nil }
        let small = factory.day(SampleDay(user: "u", readings: 20))
        // Larger than what the kernel buffers on the way: sending itself gets stuck.
        let large = factory.whole(
            type: "large",
            user: "u",
            payload: #"{"type":"large","x":""# + String(repeating: "x", count: 14 << 20) + #""}"#
        )
        proxy.set(.blackhole)
        for sample in [small, large, small] {
            let start = ContinuousClock.now
            guard case .retry = await destination.deliver(Batch([sample.event]))[0] else {
                Issue.record("not to be tried again")
                continue
            }
            #expect(ContinuousClock.now - start < .seconds(10))
        }
        proxy.set(.forward)
        let patient = try fixture.make("url: '\(database.url)'")
        #expect(await patient.deliver(Batch([small.event, large.event])) == .all(.delivered))
        #expect(try await database.rows(["COUNT(*)"], from: "glucose_samples") == [["20"]])
        await destination.shutdown()
        await patient.shutdown()
    }

    @Test func aRestartBetweenDeliveriesIsNotNoticed() async throws {
        let server = try await PrivateMySQL()
        let database = try await MySQLDatabase(on: server)
        let destination = try fixture.make("url: '\(database.url)'")
        try await destination.prepare()
        let days = (0..<3).map { factory.day(SampleDay(user: "u", day: $0, readings: 3)) }
        #expect(await destination.deliver(Batch([days[0].event])) == .all(.delivered))
        await server.stop()
        try await server.start()
        #expect(await destination.deliver(Batch([days[1].event])) == .all(.delivered))
        await server.kill()
        guard case .retry(_, let reason) = await destination.deliver(Batch([days[2].event]))[0] else {
            Issue.record("delivered to nobody")
            return
        }
        #expect(reason.contains("cannot connect"))
        try await server.start()
        #expect(await destination.deliver(Batch([days[2].event])) == .all(.delivered))
        #expect(try await database.rows(["COUNT(*)"], from: "glucose_samples") == [["9"]])
        await destination.shutdown()
    }

    @Test func aLockThatIsNotReleasedEndsTheAttemptOnTheServerToo() async throws {
        let database = try await MySQLDatabase()
        let destination = try fixture.make("url: '\(database.url)'", timeout: .seconds(2))
        // On a busy machine it may take more than one such attempt to make the tables.
        try await eventually("it is prepared") { (try? await destination.prepare()) != nil }
        let pipe = Pipe()
        let client = try ChildProcess(
            "mariadb",
            database.clientArguments,
            environment: ["MYSQL_PWD": database.password],
            input: pipe.fileHandleForReading
        )
        try pipe.fileHandleForWriting.write(contentsOf: Data("LOCK TABLES glucose_samples READ;\n".utf8))
        let waiting = "information_schema.PROCESSLIST WHERE DB = '\(database.name)' AND COMMAND = 'Query' AND INFO LIKE"
        let locked = "information_schema.PROCESSLIST WHERE DB = '\(database.name)' AND COMMAND = 'Sleep'"
        // The destination's connection sleeps as well.
        try await eventually("the table is locked") { try await database.rows(["ID"], from: locked).count == 2 }
        let day = factory.day(SampleDay(user: "u", readings: 30))
        guard case .retry(_, let reason) = await destination.deliver(Batch([day.event]))[0] else {
            Issue.record("the batch was not to be tried again")
            return
        }
        #expect(reason.contains("1205") || reason.contains("1969") || reason.contains("in time"))
        try await eventually("nobody works on for nobody") {
            try await database.rows(["ID"], from: waiting + " 'INSERT INTO glucose_samples%'").isEmpty
        }
        try pipe.fileHandleForWriting.close()
        await client.waitForEnd()
        #expect(await destination.deliver(Batch([day.event])) == .all(.delivered))
        await destination.shutdown()
    }

    @Test func aServerThatCannotProveWhoItIsIsNotTold() async throws {
        let database = try await MySQLDatabase()
        // The system's authorities do not know the test's.
        let unknown = try fixture.make("url: '\(database.url(query: "?ssl-mode=VERIFY_IDENTITY"))'")
        let reason = await fixture.attention(unknown)
        #expect(reason.contains("ssl-ca"))
        #expect(await unknown.examine().map(\.verdict) == [.bad, .unknown, .unknown])
        // The certificate is for 127.0.0.1 and localhost.
        let authority = try TestServers.certificateAuthority
        let named = try fixture.make("url: '\(database.url(host: "127.0.0.2", query: "?ssl-ca=\(authority)"))'")
        let failure = await #expect(throws: DestinationFailure.self) { try await named.prepare() }
        #expect(failure != nil)
        #expect(fixture.log.lines(containing: "destination.insecure").isEmpty)
        let trusting = try fixture.make("url: '\(database.url(query: ""))'\ntls: {verify: false}")
        try await trusting.prepare()
        #expect(fixture.log.lines(containing: "destination.insecure").count == 1)
        #expect(await trusting.examine().first?.text.contains("over TLS") == true)
        for destination in [unknown, named, trusting] { await destination.shutdown() }
    }

    @Test func aServerWithoutTLSIsNotTalkedToWhereTLSIsAskedFor() async throws {
        let server = try await PrivateMySQL(options: ["--skip-ssl"])
        let database = try await MySQLDatabase(on: server)
        for query in ["?ssl-mode=REQUIRED", "?ssl-verify-server-cert=false"] {
            let destination = try fixture.make("url: '\(database.url(query: query))'")
            let reason = await fixture.attention(destination)
            #expect(reason.contains("ssl-mode=DISABLED"))
        }
    }

    @Test func keysThatOnlyLookAlikeAreKeptApart() async throws {
        let database = try await MySQLDatabase()
        let destination = try fixture.make("url: '\(database.url)'")
        try await destination.prepare()
        let users = [
            "user", "User", "user ", " user", "üser", "u\u{308}ser", "user\t", String(repeating: "ü", count: 256),
        ]
        let days = users.map { factory.day(SampleDay(user: $0, readings: 2)) }
        #expect(await destination.deliver(Batch(days.map(\.event))) == .all(.delivered))
        for table in ["terra_users", "terra_data_payloads"] {
            let stored = try await database.rows(["user_id"], from: table).compactMap { $0[0] }
            #expect(Set(stored.map { Array($0.utf8) }) == Set(users.map { Array($0.utf8) }))
        }
        #expect(try await database.rows(["COUNT(*)"], from: "glucose_samples") == [["\(users.count * 2)"]])
        await destination.shutdown()
    }

    @Test func recordKeysThatAreTooLongForTheIndexAreKeptApart() async throws {
        let database = try await MySQLDatabase()
        let destination = try fixture.make("url: '\(database.url)'")
        try await destination.prepare()
        let long = String(repeating: "s", count: 400)
        let events = ["", "a", "b"].map { end in
            let payload =
                #"{"type":"sleep","user":{"user_id":"u"},"data":[{"metadata":{"summary_id":"\#(long)\#(end)"}}]}"#
            return factory.make(type: "sleep", user: "u", payload: payload, ordering: nil, records: [])
        }
        #expect(await destination.deliver(Batch((events + events).map(\.event))) == .all(.delivered))
        let keys = try await database.rows(["record_key"], from: "terra_data_payloads").compactMap { $0[0] }
        #expect(Set(keys).count == 3 && keys.allSatisfy { $0.hasPrefix("sha256:") && $0.count == 71 })
        await destination.shutdown()
    }
}
