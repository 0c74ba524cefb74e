/// When the next events of a replay are read.
struct ReplayTurn<Instant: InstantProtocol<Duration>>: Sendable {
    var hasMore = false
    var notBefore: Instant?
    /// The last action was the replay's: the live events come next.
    var wasLast = false
}
