/// How a destination is delivered to: what every destination takes in `destinations.yaml`.
package struct DeliverySettings: Sendable, Hashable {
    /// Whose events keep their order.
    package enum Order: String, Sendable, CaseIterable {
        case none
        case user
    }

    /// Which versions of a user's record are sent.
    package enum Versions: String, Sendable, CaseIterable {
        case latest
        case every
    }

    /// What happens when the destination's backlog is over its size.
    package enum WhenFull: String, Sendable, CaseIterable {
        case refuse
        case dropOldest = "drop_oldest"
        case deadLetter = "dead_letter"
    }

    /// The bound of one attempt.
    package var timeout: Duration = .seconds(30)
    /// Includes the batches in flight (`concurrency`).
    package var limits = BatchLimits()
    /// Events a second at most; nil: no ceiling.
    package var rate: Double?
    package var order = Order.none
    package var versions = Versions.every
    /// The first delay of the exponential backoff.
    package var retryInitial: Duration = .seconds(1)
    /// The longest delay of the exponential backoff.
    package var retryMax: Duration = .seconds(300)
    /// How long an event is tried before it becomes a dead letter; nil: for ever.
    package var giveUpAfter: Duration?
    /// Bytes that may wait; nil: no limit but `journal.max_size`.
    package var backlogMaxSize: Int?
    package var whenFull = WhenFull.refuse
    /// Dead letters from which on the log warns of them. They are never deleted by themselves.
    package var deadLettersWarnAt = 10_000

    package init() {}
}
