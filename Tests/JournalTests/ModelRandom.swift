import FaultyDisk
import Synchronization

/// Random numbers that repeat with their seed, for whoever may only call a function.
final class ModelRandom: Sendable {
    private let generator: Mutex<SplitMix64>

    init(seed: UInt64) {
        generator = Mutex(SplitMix64(seed: seed))
    }

    func next() -> UInt64 { generator.withLock { $0.next() } }
}
