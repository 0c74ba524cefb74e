import Delivery
import RouterCore
import Synchronization
import TestSupport
import Testing

@Suite("A replay over what cannot be read", .timeLimit(.minutes(2)))
struct ReplayReadingTests {
    @Test("goes on with the reader that counts its failures, and sends everything else again")
    func badBlock() async throws {
        let rig = try CourierRig()
        rig.limits.journalRetry = .milliseconds(1)
        rig.replays = ReplaySource(
            archive: BadBlockArchive(rig.journal, bad: 7, failures: 3),
            wants: { _ in true },
            names: { _ in true }
        )
        let destination = ScriptedDestination { _ in .all(.delivered) }
        try await rig.append(20)
        let courier = try await rig.start(destination)
        try await rig.drained()
        #expect(destination.sequences.sorted() == Array(1...20))
        _ = try await courier.startReplay(.min ..< .max)
        try await eventually("the replay has ended") { await courier.status().replay?.finishedAt != nil }
        #expect(destination.sequences.dropFirst(20).sorted() == (1...20).filter { $0 != 7 })
        #expect(await courier.status().replay?.delivered == 19)
        await rig.stop()
    }

    @Test("keeps what it still has to read in the journal across a restart, and no longer than it takes")
    func restart() async throws {
        let rig = try CourierRig()
        let archive = BadBlockArchive(rig.journal, bad: 0, failures: 0)
        rig.replays = ReplaySource(archive: archive, wants: { _ in true }, names: { _ in true })
        try await rig.append(20)
        try await rig.start(ScriptedDestination { _ in .all(.delivered) })
        try await rig.drained()
        await rig.stop()
        let courier = try await rig.start(ScriptedDestination { _ in .all(.retry(after: nil, reason: "busy")) })
        _ = try await courier.startReplay(.min ..< .max)
        #expect(archive.held.withLock { $0[CourierRig.name] } == 1..<21)
        await rig.stop()
        #expect(archive.held.withLock { $0[CourierRig.name] } == 1..<21, "the journal goes on")
        let destination = ScriptedDestination { _ in .all(.delivered) }
        let again = try await rig.start(destination)
        try await eventually("the replay has ended") { await again.status().replay?.finishedAt != nil }
        #expect(destination.sequences.sorted() == Array(1...20))
        #expect(archive.held.withLock { $0[CourierRig.name] } == nil)
        await rig.stop()
    }
}
