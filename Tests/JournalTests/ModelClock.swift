import Synchronization

/// A clock that stands still until it is advanced.
final class ModelClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_700_000_000_000)

    var now: Int64 { milliseconds.withLock { $0 } }

    func advance(by interval: Int64) {
        milliseconds.withLock { $0 += interval }
    }
}

/// Random numbers that repeat with their seed, for whoever may only call a function.
final class ModelRandom: Sendable {
    private let generator: Mutex<SplitMix64>

    init(seed: UInt64) {
        generator = Mutex(SplitMix64(seed: seed))
    }

    func next() -> UInt64 { generator.withLock { $0.next() } }
}
