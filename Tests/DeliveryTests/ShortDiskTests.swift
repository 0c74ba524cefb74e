import Delivery
import FaultyDisk
import GRDB
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
        rig.journal.room.withLock { $0 = { 0 } }
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
        rig.journal.room.withLock { $0 = { .max } }
        try await eventually("the rest is copied, and released") {
            rig.journal.released(CourierRig.name) == rig.journal.end
        }
        isBack.store(true, ordering: .relaxed)
        try await rig.drained()
        await rig.stop()
    }

    @Test("Copies leave the room that progress needs, in the log and in the file", arguments: 10..<18)
    func copies(megabytes: Int) async throws {
        let rig = try CourierRig()
        let machine = FaultyFileSystem(seed: 1)
        DatabaseDisks.mount(DatabaseDisk(machine, folder: rig.directory.path, root: "/data"), at: rig.directory.path)
        defer { DatabaseDisks.unmount(rig.directory.path) }
        rig.settings.retryInitial = .milliseconds(1)
        rig.settings.retryMax = .milliseconds(1)
        // Many are copied at a time; again, because what is in flight then cannot be.
        rig.limits.releaseInterval = .seconds(2)
        machine.capacity = megabytes << 20
        // Half of the reserve that a disk of this size has.
        let reserved = machine.capacity / 20
        let free = Atomic(machine.capacity)
        rig.journal.room.withLock {
            // The disk is the courier's alone: it is asked where the courier asks.
            $0 = {
                free.store(machine.capacity - machine.size, ordering: .relaxed)
                return max(0, free.load(ordering: .relaxed) - reserved)
            }
        }
        try await rig.append(1_000, bytes: 20_000)
        let receiver = BusyReceiver()
        try await rig.start(receiver.destination())
        try await eventually("copies have taken what room they may") {
            free.load(ordering: .relaxed) < reserved + (1 << 20)
        }
        try await goOnAndDrain(rig, receiver, attempts: 500)
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
        let receiver = BusyReceiver()
        let destination = receiver.destination()
        try await rig.start(destination)
        try await eventually("all have been tried") { Set(destination.sequences).count == 200 }
        await rig.stop()
        machine.capacity = machine.size + (256 << 10)
        try await rig.start(destination)
        try await goOnAndDrain(rig, receiver, attempts: 200)
    }

    @Test("The room of rows that are gone is given back to the disk, but not what the next ones may need")
    func shrink() async throws {
        let rig = try CourierRig()
        rig.limits.releaseInterval = .milliseconds(10)
        rig.settings.retryInitial = .milliseconds(1)
        rig.settings.retryMax = .milliseconds(1)
        try await rig.append(600, bytes: 20_000)
        let receiver = BusyReceiver()
        try await rig.start(receiver.destination())
        try await eventually("all have been copied") { rig.journal.released(CourierRig.name) == rig.journal.end }
        #expect(rig.fileSize > 12_000_000)
        receiver.isBack.store(true, ordering: .relaxed)
        try await rig.drained()
        try await eventually("the file is small again") { rig.fileSize <= 2 << 20 }
        await rig.stop()
        #expect(rig.fileSize >= 1 << 20)
        #expect(rig.lines("destination.store_failed").isEmpty)
    }

    @Test("A file of a version that could not give room back is made one that can")
    func olderFile() async throws {
        let rig = try CourierRig()
        try await rig.append(10)
        try await rig.start(ScriptedDestination { _ in .all(.rejected(reason: "no")) })
        try await rig.drained()
        await rig.stop()
        func mode() throws -> Int? {
            try rig.otherConnection().read { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") }
        }
        #expect(try mode() == 2)
        try await rig.otherConnection().writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM")
        }
        #expect(try mode() == 0)
        let dead = try rig.deadLetters().list(limit: 10).count
        try await rig.start(ScriptedDestination { _ in .all(.delivered) })
        await rig.stop()
        #expect(try mode() == 2)
        #expect(try rig.deadLetters().list(limit: 10).count == dead)
        #expect(dead > 0)
    }

    /// A destination that is busy until it is told to be back, and counts the attempts.
    private final class BusyReceiver: Sendable {
        let isBack = Atomic(false)
        let calls = Atomic(0)

        func destination() -> ScriptedDestination {
            ScriptedDestination { _ in
                self.calls.add(1, ordering: .relaxed)
                return .all(
                    self.isBack.load(ordering: .relaxed) ? .delivered : .retry(after: nil, reason: "busy")
                )
            }
        }
    }

    /// Attempts are written down for so many more times, and then everything is delivered, without one failed write.
    private func goOnAndDrain(_ rig: CourierRig, _ receiver: BusyReceiver, attempts: Int) async throws {
        let before = receiver.calls.load(ordering: .relaxed)
        try await eventually("attempts go on") { receiver.calls.load(ordering: .relaxed) > before + attempts }
        receiver.isBack.store(true, ordering: .relaxed)
        try await rig.drained()
        #expect(rig.lines("destination.store_failed").isEmpty)
        await rig.stop()
    }
}
