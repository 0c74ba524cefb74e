import ConfigurationReader
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

    @Test("a call of any size on the courier's thread, where the destination has threads of its own")
    func ownThreads() async throws {
        let rig = try CourierRig()
        let names = Mutex<[String]>([])
        let destination = ScriptedDestination { _ in
            names.withLock { $0.append(nameOfThread()) }
            return .all(.delivered)
        }
        try await rig.append(1, bytes: rig.limits.smallCallBytes + 1)
        try await rig.start(ThreadedDestination(destination))
        try await rig.drained()
        await rig.stop()
        #expect(names.withLock(\.self) == [CourierRig.name])
    }
}

/// Says of another destination that it has threads of its own.
private struct ThreadedDestination: Destination {
    static let kind = ScriptedDestination.kind
    static let defaultLimits = ScriptedDestination.defaultLimits
    static let isStore = ScriptedDestination.isStore
    static let hasOwnThreads = true

    private let destination: ScriptedDestination

    init(_ destination: ScriptedDestination) { self.destination = destination }

    init(configuration: Never, context: DestinationContext) {
        switch configuration {}
    }

    static func configure(_ section: ConfigurationSection) -> Never? { nil }
    func prepare() async throws(DestinationFailure) { try await destination.prepare() }
    func examine() async -> [ConnectionFinding] { await destination.examine() }
    func deliver(_ batch: Batch) async -> Outcomes { await destination.deliver(batch) }
    func shutdown() async { await destination.shutdown() }
}

private func nameOfThread() -> String {
    let name = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
    return (name ?? "").trimmingCharacters(in: .newlines)
}
