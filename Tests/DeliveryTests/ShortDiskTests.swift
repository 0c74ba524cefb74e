import Delivery
import FaultyDisk
import RouterCore
import Synchronization
import TestSupport
import Testing

@Suite("A courier's file on a disk that is short")
struct ShortDiskTests {
    @Test("Without room for copies the journal keeps what the retry queue refers to, until there is room")
    func noCopies() async throws {
        let rig = try CourierRig()
        rig.limits.releaseInterval = .milliseconds(10)
        rig.journal.room.store(0, ordering: .relaxed)
        try await rig.append(10)
        let isBack = Atomic(false)
        try await rig.start(
            ScriptedDestination { batch in
                if isBack.load(ordering: .relaxed) { return .all(.delivered) }
                return .each(batch.events.map { $0.sequence < 4 ? .delivered : .retry(after: nil, reason: "busy") })
            }
        )
        try await eventually("what lies before the first event that waits is released") {
            rig.journal.released(CourierRig.name) == 4
        }
        rig.journal.room.store(.max, ordering: .relaxed)
        try await eventually("the rest is copied, and released") {
            rig.journal.released(CourierRig.name) == rig.journal.end
        }
        isBack.store(true, ordering: .relaxed)
        try await rig.drained()
        await rig.stop()
    }

    @Test("Where the log cannot grow, progress is written all the same")
    func fullDisk() async throws {
        let rig = try CourierRig()
        let machine = FaultyFileSystem(seed: 1)
        DatabaseDisks.mount(DatabaseDisk(machine, folder: rig.directory.path, root: "/data"), at: rig.directory.path)
        defer { DatabaseDisks.unmount(rig.directory.path) }
        rig.settings.retryInitial = .milliseconds(1)
        rig.settings.retryMax = .milliseconds(1)
        try await rig.append(200)
        let isBack = Atomic(false)
        let calls = Atomic(0)
        let destination = ScriptedDestination { _ in
            calls.add(1, ordering: .relaxed)
            return .all(isBack.load(ordering: .relaxed) ? .delivered : .retry(after: nil, reason: "busy"))
        }
        try await rig.start(destination)
        try await eventually("all have been tried") { Set(destination.sequences).count == 200 }
        await rig.stop()
        machine.capacity = machine.size + (256 << 10)
        let before = calls.load(ordering: .relaxed)
        try await rig.start(destination)
        try await eventually("attempts go on") { calls.load(ordering: .relaxed) > before + 200 }
        isBack.store(true, ordering: .relaxed)
        try await rig.drained()
        #expect(rig.lines("destination.store_failed").isEmpty)
        await rig.stop()
    }
}
