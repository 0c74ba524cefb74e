/// A batch, or a fragment of one, that is with the destination.
package struct Flight<Instant: InstantProtocol<Duration>>: Sendable {
    package let id: Int
    package internal(set) var letters: [Letter<Instant>]
    /// The batch that this is a fragment of, where it was refused as a whole.
    var bisection: Bisection<Letter<Instant>>?
    let epoch: Int
    let sentAt: Instant
    /// How many were in flight with it, if that was as many as may be and it is as large as it may be.
    let measuredConcurrency: Int?
    /// When it must have ended.
    package let deadline: Instant

    /// The payloads' size in bytes.
    var byteCount: Int { letters.indices.reduce(0) { $0 + letters[$1].byteCount } }

    /// True if it came from the retry queue.
    package var isRetry: Bool { letters.first?.retryID != nil }

    /// The lowest sequence of the backlog in it and in the batch that it is a fragment of.
    var lowestOfBacklog: UInt64? { isRetry ? nil : letters.first?.sequence }
}
