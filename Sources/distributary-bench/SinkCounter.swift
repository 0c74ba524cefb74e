import Synchronization

/// How many events have come in, and how late.
final class SinkCounter: Sendable {
    let events = Atomic<Int>(0)
    /// Nil where nobody wants to know.
    let latencies: SinkLatencies?

    init(latencies: SinkLatencies?) {
        self.latencies = latencies
    }
}
