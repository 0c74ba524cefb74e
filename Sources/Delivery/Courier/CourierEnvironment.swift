import Foundation

/// What a courier takes from the world besides its journal, its file and its destination: time, chance and threads. A
/// test gives it values that repeat.
package struct CourierEnvironment: Sendable {
    /// What delays and deadlines run by.
    package var now: @Sendable () -> ContinuousClock.Instant = { .now }
    /// Unix time in milliseconds.
    package var unixTime: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1_000) }
    /// Lets whoever waits for the courier have a turn.
    package var yield: @Sendable () async -> Void = { await Task.yield() }
    /// The seed of a courier's jitter.
    package var random: @Sendable () -> UInt64 = { .random(in: .min ... .max) }
    /// Where a courier runs, by the name of its destination.
    package var makeThread: @Sendable (String) -> CourierThread = { CourierThread(name: $0) }
    /// Where calls to the destination run that are not small; nil: where tasks run by default.
    package var tasks: (any TaskExecutor)?

    /// The machine's clocks, random numbers and threads.
    package init() {}

    /// Both clocks, read together.
    func clock() -> WallClock { WallClock(instant: now(), milliseconds: unixTime()) }
}
