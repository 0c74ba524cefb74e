import ConfigurationReader
import RouterCore
import Synchronization

/// A destination in process that answers as the test says, and remembers what it was given.
final class ScriptedDestination: Destination {
    static let kind = "scripted"
    static let defaultLimits = BatchLimits()
    static let isStore = false

    private struct State {
        var batches: [[UInt64]] = []
        var events: [UInt64: Event] = [:]
        var isShutDown = false
    }

    private let state = Mutex(State())
    private let preparation: @Sendable () async throws(DestinationFailure) -> Void
    private let answer: @Sendable (Batch) async -> Outcomes

    init(
        _ answer: @escaping @Sendable (Batch) async -> Outcomes = { _ in .all(.delivered) },
        prepare: @escaping @Sendable () async throws(DestinationFailure) -> Void = {}
    ) {
        preparation = prepare
        self.answer = answer
    }

    static func configure(_ section: ConfigurationSection) -> Never? { nil }

    init(configuration: Never, context: DestinationContext) {
        switch configuration {}
    }

    var batches: [[UInt64]] { state.withLock(\.batches) }
    var sequences: [UInt64] { batches.flatMap(\.self) }
    var isShutDown: Bool { state.withLock(\.isShutDown) }
    func event(_ sequence: UInt64) -> Event? { state.withLock { $0.events[sequence] } }

    func prepare() async throws(DestinationFailure) {
        try await preparation()
    }

    func deliver(_ batch: Batch) async -> Outcomes {
        state.withLock { state in
            state.batches.append(batch.events.map(\.sequence))
            for event in batch.events { state.events[event.sequence] = event }
        }
        return await answer(batch)
    }

    func examine() async -> [ConnectionFinding] { [] }

    func shutdown() async {
        state.withLock { $0.isShutDown = true }
    }
}
