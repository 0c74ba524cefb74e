/// Something that the log is told of.
package enum CourierNotice: Sendable, Hashable {
    case ready
    case down(reason: String)
    case paused(reason: String)
    /// The destination takes events again; `after` counts from when it stopped to.
    case up(after: Duration, wasPaused: Bool)
    /// Events failed and will be sent again.
    case batchRetried(events: Int, reason: String)
    /// A call did not end within its timeout and the grace; its result will be ignored.
    case overran(flight: Int)
    /// `prepare()` did not end within the timeout and the grace.
    case preparationOverran
    /// A destination gave more or fewer outcomes than it was given events.
    case outcomeCountMismatch(expected: Int, got: Int)
}
