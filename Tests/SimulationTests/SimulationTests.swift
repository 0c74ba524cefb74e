import Foundation
import TestSupport
import Testing

/// The simulation runs in processes of its own: what follows from chance in a process (the order of sets) is switched
/// off there.
@Suite("Intake, journal, couriers and destinations, whatever fails")
struct SimulationTests {
    @Test("1,000 seeds", arguments: [1, 2])
    func seeds(first: Int) async throws {
        let output = try await simulate(["--count", "500", "--first", "\(first)", "--stride", "2"])
        #expect(output.status == 0, "\(output.output)")
    }

    @Test("A seed always gives the same run, to the last line of its trace", arguments: [3, 17, 40, 101])
    func replays(seed: Int) async throws {
        let first = try await simulate(["--seed", "\(seed)"])
        let second = try await simulate(["--seed", "\(seed)"])
        #expect(first.output.count > 500)
        #expect(first.output == second.output)
    }

    @Test("A disk that only says it has synced is found out")
    func findsOut() async throws {
        let output = try await simulate(["--count", "12", "--first", "1", "--lying-disk"])
        #expect(output.status != 0)
        #expect(output.output.contains("FAILS"))
    }

    private func simulate(_ arguments: [String]) async throws -> ProcessResult {
        let binary = try #require(ProcessInfo.processInfo.environment["DISTRIBUTARY_BINARY"], "scripts/test sets it")
        // Only empty files and folders are made, in memory where that can be.
        let hasMemory = FileManager.default.isWritableFile(atPath: "/dev/shm")
        return try await ChildProcess.run(
            "\((binary as NSString).deletingLastPathComponent)/distributary-simulation",
            arguments,
            environment: hasMemory ? ["TMPDIR": "/dev/shm"] : [:]
        )
    }
}
