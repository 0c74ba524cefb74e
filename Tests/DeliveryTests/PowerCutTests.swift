import Delivery
import FaultyDisk
import Foundation
import RouterCore
import TestSupport
import Testing

@Suite("A courier's file and a power cut")
struct PowerCutTests {
    @Test("What was settled before the journal is told to release outlives a power cut")
    func releasedIsDurable() async throws {
        let rig = try CourierRig()
        let machine = FaultyFileSystem(seed: 1)
        let disk = DatabaseDisk(machine, folder: rig.directory.path, root: "/data")
        DatabaseDisks.mount(disk, at: rig.directory.path)
        defer { DatabaseDisks.unmount(rig.directory.path) }
        try await rig.append(3)
        let courier = try await rig.start(ScriptedDestination { _ in .all(.rejected(reason: "malformed")) })
        try await eventually("all are released") { rig.journal.released(CourierRig.name) == rig.journal.end }
        await rig.stop()
        machine.cutPower()
        #expect(try deadLetters(on: machine).list(limit: 10).count == 3)
        // Until here its connection is open: closing it would write down what was not yet.
        withExtendedLifetime(courier) { disk.isDead = true }
    }

    /// What the file says after the machine has been started again.
    private func deadLetters(on machine: FaultyFileSystem) throws -> DeadLetters {
        let directory = try TemporaryDirectory()
        let folder = directory.path("destinations")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = FileManager.default.createFile(atPath: "\(folder)/\(CourierRig.name).sqlite", contents: nil)
        let disk = DatabaseDisk(machine, folder: directory.path, root: "/data")
        DatabaseDisks.mount(disk, at: directory.path)
        defer { DatabaseDisks.unmount(directory.path) }
        return try DeadLetters(folder: folder, destination: CourierRig.name, coding: .test)
    }
}
