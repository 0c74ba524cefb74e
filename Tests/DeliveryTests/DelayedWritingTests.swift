import Delivery
import GRDB
import RouterCore
import TestSupport
import Testing

/// What became of events is written down a little later, together.
@Suite("Writing down later")
struct DelayedWritingTests {
    /// Makes every settlement fail, as a full disk would.
    private static let failure = """
        CREATE TRIGGER failure BEFORE UPDATE ON progress BEGIN SELECT RAISE(ABORT, 'disk full'); END
        """

    @Test("who asks for the status has it written first")
    func status() async throws {
        let rig = try CourierRig()
        rig.limits.writeDelay = .seconds(3_600)
        let destination = ScriptedDestination { batch in
            .each(batch.events.map { $0.sequence == 3 ? .rejected(reason: "bad") : .delivered })
        }
        let courier = try await rig.start(destination)
        try await rig.append(5)
        try await eventually("all are settled") { await courier.status().sinceStart.delivered == 4 }
        #expect(try rig.deadLetters().list(limit: 10).map(\.sequence) == [3])
        await rig.stop()
    }

    @Test("a kill has sent again what was not written, and a stop does not")
    func killAndStop() async throws {
        let rig = try CourierRig()
        rig.limits.writeDelay = .seconds(3_600)
        let destinations = (0..<3).map { _ in ScriptedDestination() }
        try await rig.start(destinations[0])
        try await rig.append(5)
        try await eventually("all are sent") { destinations[0].sequences.count == 5 }
        try await rig.kill()
        try await rig.start(destinations[1])
        try await eventually("all are sent again") { destinations[1].sequences.count == 5 }
        await rig.stop()
        let courier = try await rig.start(destinations[2])
        #expect(await courier.status().total.delivered == 5)
        try await rig.append(1)
        try await rig.drained()
        #expect(destinations[2].sequences == [6])
        await rig.stop()
    }

    @Test("a user's next event is not sent before the end of the one before it is written")
    func order() async throws {
        let rig = try CourierRig()
        rig.settings.order = .user
        rig.limits.storeRetry = .milliseconds(10)
        let destination = ScriptedDestination { batch in
            .each(batch.events.map { $0.sequence == 1 ? .rejected(reason: "bad") : .delivered })
        }
        let courier = try await rig.start(destination)
        let other = try rig.otherConnection()
        try await other.write { try $0.execute(sql: Self.failure) }
        try await rig.append(3, user: "ada")
        try await eventually("it could not be written") { await courier.status().lastError != nil }
        #expect(destination.sequences == [1])
        try await other.write { try $0.execute(sql: "DROP TRIGGER failure") }
        try await rig.drained()
        #expect(destination.sequences == [1, 2, 3])
        await rig.stop()
    }

    @Test("no event is copied for a row that could not be written")
    func copies() async throws {
        let rig = try CourierRig()
        rig.settings.retryInitial = .seconds(60)
        rig.settings.retryMax = .seconds(60)
        rig.limits.storeRetry = .milliseconds(10)
        let destination = ScriptedDestination { batch in
            .each(batch.events.map { $0.sequence == 1 ? .delivered : .retry(after: nil, reason: "not now") })
        }
        try await rig.start(destination)
        let other = try rig.otherConnection()
        try await other.write { try $0.execute(sql: Self.failure) }
        try await rig.append(5)
        try await eventually("the failure is logged") { rig.lines("destination.store_failed").count == 1 }
        await rig.stop(within: .milliseconds(50))
        let records = try await other.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM retry_records") }
        #expect(records == 0)
        try await other.write { try $0.execute(sql: "DROP TRIGGER failure") }
        let again = ScriptedDestination()
        try await rig.start(again)
        try await rig.drained()
        #expect(again.sequences.sorted() == [1, 2, 3, 4, 5])
        await rig.stop()
    }
}
