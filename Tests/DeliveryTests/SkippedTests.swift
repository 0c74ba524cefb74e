import Delivery
import RouterCore
import TestSupport
import Testing

/// Events that hold nothing for the destination's format.
@Suite("Skipped events", .timeLimit(.minutes(5)))
struct SkippedTests {
    private static let reason = "a body event holds no readings"

    /// Skips events of even sequences; what becomes of the others, `other` says.
    private static func skipsEven(_ other: Outcome = .delivered) -> ScriptedDestination {
        ScriptedDestination { batch in
            .each(batch.events.map { $0.sequence % 2 == 0 ? .skipped(reason: reason) : other })
        }
    }

    @Test("are done with, counted, and said in the log once")
    func counted() async throws {
        let rig = try CourierRig()
        let destination = Self.skipsEven()
        try await rig.append(50)
        let courier = try await rig.start(destination)
        try await rig.drained()
        #expect(await courier.status().sinceStart == StoredTotals(delivered: 25, skipped: 25))
        try await eventually("the journal is released") { rig.journal.released(CourierRig.name) == 51 }
        await rig.stop()
        let lines = rig.lines("event.skipped")
        #expect(lines.count == 1)
        #expect(lines.first?.message.contains(Self.reason) == true)
        #expect(try rig.deadLetters().count() == 0)
        let again = try await rig.start(Self.skipsEven())
        #expect(await again.status().total.skipped == 25, "it is remembered over a restart")
        await rig.stop()
    }

    @Test("are dead letters where a route is strict, and only there")
    func strict() async throws {
        let rig = try CourierRig()
        rig.isStrict = { $0.sequence % 4 == 0 }
        try await rig.append(20)
        let courier = try await rig.start(Self.skipsEven())
        try await rig.drained()
        #expect(await courier.status().sinceStart == StoredTotals(delivered: 10, dead: 5, skipped: 5))
        await rig.stop()
        #expect(try rig.deadLetters().count() == 5)
    }

    @Test("are dead letters also where a whole batch is skipped")
    func strictBatch() async throws {
        let rig = try CourierRig()
        rig.isStrict = { _ in true }
        try await rig.append(12)
        let courier = try await rig.start(ScriptedDestination { _ in .all(.skipped(reason: Self.reason)) })
        try await rig.drained()
        #expect(await courier.status().sinceStart == StoredTotals(dead: 12))
        await rig.stop()
    }

    @Test("say nothing about a destination that is down: the others wait, and do not fill the retry queue")
    func downAmongSkipped() async throws {
        let rig = try CourierRig()
        try await rig.append(200)
        let courier = try await rig.start(Self.skipsEven(.retry(after: nil, reason: "nobody is there")))
        try await eventually("it is down") { await courier.status().state == .down }
        // Probes go on; each sets aside the one event that it was made with.
        try await eventually("several probes have failed") { await courier.status().sinceStart.retried > 15 }
        let status = await courier.status()
        #expect(status.state == .down)
        #expect(status.retryQueue < 60, "\(status.retryQueue)")
        #expect(rig.lines("destination.up").isEmpty)
        await rig.stop()
    }
}
