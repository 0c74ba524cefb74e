import Delivery
import Foundation
import RouterCore
import Synchronization
import TestSupport
import Testing

@Suite("Where calls run", .timeLimit(.minutes(5)))
struct SmallCallTests {
    @Test("a small call on the courier's thread, also after a wait; a larger one beside it", arguments: [10, 65_537])
    func thread(bytes: Int) async throws {
        let rig = try CourierRig()
        let names = Mutex<[String]>([])
        let destination = ScriptedDestination { _ in
            names.withLock { $0.append(nameOfThread()) }
            try? await Task.sleep(for: .milliseconds(1))
            names.withLock { $0.append(nameOfThread()) }
            return .all(.delivered)
        }
        try await rig.append(1, bytes: bytes)
        try await rig.start(destination)
        try await rig.drained()
        await rig.stop()
        let isBeside = bytes > rig.limits.smallCallBytes
        #expect(names.withLock { $0.map { $0 != CourierRig.name } } == [isBeside, isBeside])
    }
}

private func nameOfThread() -> String {
    let name = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
    return (name ?? "").trimmingCharacters(in: .newlines)
}
