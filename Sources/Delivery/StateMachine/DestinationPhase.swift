/// How a destination is doing, as far as its courier knows.
package enum DestinationPhase: String, Sendable, Hashable {
    /// `prepare()` has not gone well yet.
    case starting
    case up
    /// Everything failed last time; one event at a time is tried.
    case down
    /// Somebody must act; one event is tried now and then.
    case paused
}
