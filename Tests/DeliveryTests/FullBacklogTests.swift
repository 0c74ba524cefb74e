import Delivery
import RouterCore
import TestSupport
import Testing

@Suite("A backlog over its size", .timeLimit(.minutes(5)))
struct FullBacklogTests {
    private func rig(_ whenFull: DeliverySettings.WhenFull) throws -> CourierRig {
        let rig = try CourierRig()
        rig.settings.backlogMaxSize = 1000
        rig.settings.whenFull = whenFull
        return rig
    }

    @Test("the oldest events are dropped, counted, and spoken of in sums")
    func dropOldest() async throws {
        let rig = try rig(.dropOldest)
        let store = DeadStore()
        try await rig.append(100, bytes: 100)
        let courier = try await rig.start(ScriptedDestination { store.answer($0) })
        try await eventually("the backlog is within its size") { await courier.status().sinceStart.dropped >= 85 }
        try await eventually("it is spoken of") { !rig.lines("backlog.dropped").isEmpty }
        store.revive()
        try await rig.drained()
        let status = await courier.status()
        #expect(status.sinceStart.delivered + status.sinceStart.dropped == 100)
        #expect(status.sinceStart.dead == 0)
        // What is in flight may be older; of the rest the newest are left.
        #expect(Set(store.taken.map(\.sequence)).isSuperset(of: 92...100))
        #expect(status.total.dropped == status.sinceStart.dropped)
        #expect(rig.lines("dead_letter").isEmpty)
        await rig.stop()
        #expect(rig.lines("backlog.dropped").count == 1)
    }

    @Test("the oldest events become dead letters, whole and with the reason")
    func deadLetter() async throws {
        let rig = try rig(.deadLetter)
        let store = DeadStore()
        try await rig.append(100, bytes: 100)
        let courier = try await rig.start(ScriptedDestination { store.answer($0) })
        try await eventually("the backlog is within its size") { await courier.status().sinceStart.dead >= 85 }
        store.revive()
        try await rig.drained()
        let status = await courier.status()
        #expect(status.sinceStart.delivered + status.sinceStart.dead == 100)
        #expect(status.sinceStart.dropped == 0)
        let letters = try rig.deadLetters()
        let list = try letters.list(limit: 1000)
        #expect(Set(list.map(\.sequence)).union(store.taken.map(\.sequence)) == Set(1...100))
        let first = try #require(list.first)
        #expect(first.reason.contains("backlog.max_size"))
        #expect(try letters.show(first.id)?.event?.payload.count == 100)
        await rig.stop()
    }

    @Test("a destination that is to refuse gives up nothing, whoever asks")
    func refuse() async throws {
        let rig = try rig(.refuse)
        let store = DeadStore()
        try await rig.append(100, bytes: 100)
        let courier = try await rig.start(ScriptedDestination { store.answer($0) })
        await courier.giveWay(5000)
        try await eventually("it is said that the backlog is high") { !rig.lines("backlog.high").isEmpty }
        store.revive()
        try await rig.drained()
        #expect(store.taken.count == 100)
        let counts = await courier.status().sinceStart
        #expect(counts.delivered == 100 && counts.dropped == 0 && counts.dead == 0)
        await rig.stop()
    }

    @Test("what is asked for is given up, even while the destination cannot be prepared")
    func giveWay() async throws {
        let rig = try rig(.dropOldest)
        rig.settings.backlogMaxSize = nil
        try await rig.append(100, bytes: 100)
        let courier = try await rig.start(
            ScriptedDestination { _ in
                .all(.delivered)
            } prepare: { () throws(DestinationFailure) in
                throw .unavailable(reason: "connection refused")
            }
        )
        await courier.giveWay(4950)
        try await eventually("half of it is gone") { await courier.status().sinceStart.dropped == 50 }
        let status = await courier.status()
        #expect(status.backlog.events == 50)
        await rig.stop()
    }
}
