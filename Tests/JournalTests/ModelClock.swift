import Synchronization

/// A clock that stands still until it is advanced.
final class ModelClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_700_000_000_000)

    var now: Int64 { milliseconds.withLock { $0 } }

    func advance(by interval: Int64) {
        milliseconds.withLock { $0 += interval }
    }
}
