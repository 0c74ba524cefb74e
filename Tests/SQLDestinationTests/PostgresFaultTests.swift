import Foundation
import RouterCore
import TestSupport
import Testing

/// A server that goes, hangs, blocks or comes back.
@Suite struct PostgresFaultTests {
    private let factory = EventFactory()

    @Test func aFrozenServerCostsNoMoreThanTheTimeout() async throws {
        let server = try await PrivatePostgres()
        let target = PostgresTarget(server: server.uri)
        let destination = try target.makeDestination(timeout: .seconds(2))
        // On a busy machine it may take more than one such attempt to make the tables.
        try await eventually("it is prepared") { (try? await destination.prepare()) != nil }
        // Larger than what the kernel buffers on the way: sending itself gets stuck.
        let large = factory.whole(
            type: "large",
            user: "u",
            payload: #"{"type":"large","x":""# + String(repeating: "x", count: 16 << 20) + #""}"#
        )
        let small = factory.day(SampleDay(user: "u", readings: 20))
        await server.freeze()
        for sample in [small, large, small] {
            let clock = ContinuousClock()
            let start = clock.now
            let outcome = await destination.deliver(Batch([sample.event]))[0]
            #expect(clock.now - start < .seconds(10))
            guard case .retry(_, let reason) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(reason.contains("did not answer in time"))
        }
        await server.thaw()
        let patient = try target.makeDestination()
        #expect(await patient.deliver(Batch([small.event, large.event])) == .all(.delivered))
        #expect(try await target.rows(of: .samples) == ExpectedRows([small]).of(.samples))
        await destination.shutdown()
        await patient.shutdown()
    }

    @Test func aRestartBetweenDeliveriesIsNotNoticed() async throws {
        let server = try await PrivatePostgres()
        let target = PostgresTarget(server: server.uri)
        let destination = try target.makeDestination()
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
        #expect(try await target.rows(of: .samples) == ExpectedRows(days).of(.samples))
        await destination.shutdown()
    }

    @Test func aBackendThatIsKilledMidwayCostsNothing() async throws {
        let target = try PostgresTarget()
        let destination = try target.makeDestination()
        try await destination.prepare()
        let day = factory.day(SampleDay(user: "u", readings: 30))
        let lock = try await TableLock(target, .samples)
        async let outcome = destination.deliver(Batch([day.event]))
        let blocked = """
            SELECT pid FROM pg_locks WHERE NOT granted AND relation = '\(target.name(.samples))'::regclass
            """
        try await eventually("the delivery waits for the lock") { try await !target.query(blocked).isEmpty }
        let killed = try await target.query("SELECT pg_terminate_backend(pid) FROM (\(blocked)) AS blocked")
        #expect(killed == [["t"]])
        try await eventually("it waits again, on a new connection") { try await !target.query(blocked).isEmpty }
        await lock.release()
        #expect(await outcome == .all(.delivered))
        #expect(try await target.rows(of: .samples) == ExpectedRows([day]).of(.samples))
        await destination.shutdown()
    }

    @Test func aLockThatIsNotReleasedEndsTheAttemptOnTheServerToo() async throws {
        let target = try PostgresTarget()
        let destination = try target.makeDestination(timeout: .seconds(2))
        // On a busy machine it may take more than one such attempt to make the tables.
        try await eventually("it is prepared") { (try? await destination.prepare()) != nil }
        let day = factory.day(SampleDay(user: "u", readings: 30))
        let lock = try await TableLock(target, .samples)
        guard case .retry(_, let reason) = await destination.deliver(Batch([day.event]))[0] else {
            Issue.record("the batch was not to be tried again")
            return
        }
        #expect(reason.contains("57014"))
        let waiting = "SELECT pid FROM pg_locks WHERE NOT granted AND relation = '\(target.name(.samples))'::regclass"
        #expect(try await target.query(waiting).isEmpty, "nobody works on for nobody")
        await lock.release()
        #expect(await destination.deliver(Batch([day.event])) == .all(.delivered))
        await destination.shutdown()
    }

    @Test func anAnswerThatIsLostAfterTheCommitIsNoSecondRow() async throws {
        let target = try PostgresTarget()
        let components = try URLComponents(string: target.url).required
        let proxy = try await FaultProxy(to: components.port.required)
        var through = components
        through.port = proxy.port
        through.query = "sslmode=disable"
        let destination = try target.makeDestination(url: through.string.required)
        try await destination.prepare()
        let day = factory.day(SampleDay(user: "u", readings: 30))
        proxy.set(.holdResponses(containing: Array("INSERT 0 ".utf8)))
        async let outcome = destination.deliver(Batch([day.event]))
        try await eventually("the rows are committed") { try await target.rows(of: .samples).count == 30 }
        proxy.cut()
        proxy.set(.forward)
        #expect(await outcome == .all(.delivered))
        #expect(try await target.rows(of: .samples) == ExpectedRows([day]).of(.samples))
        #expect(try await target.rows(of: .dataPayloads).count == 1)
        await destination.shutdown()
    }

    @Test func theNextHostIsTriedWhereOneRefusesOrIsSilent() async throws {
        let target = try PostgresTarget()
        let components = try URLComponents(string: target.url).required
        let silent = try await FaultProxy(to: components.port.required)
        silent.set(.blackhole)
        let refusing = try FreePort.pick()
        let user = try components.percentEncodedUser.required
        let password = try components.percentEncodedPassword.required
        let hosts = [refusing, silent.port, try components.port.required].map { "127.0.0.1:\($0)" }
        let url = "postgres://\(user):\(password)@\(hosts.joined(separator: ","))\(components.path)?connect_timeout=1"
        let destination = try target.makeDestination(url: url)
        try await destination.prepare()
        let day = factory.day(SampleDay(user: "u", readings: 3))
        #expect(await destination.deliver(Batch([day.event])) == .all(.delivered))
        await destination.shutdown()
    }
}
