import Synchronization

/// How many events have come in.
final class SinkCounter: Sendable {
    let events = Atomic<Int>(0)
}
