/// A request for history that Terra answers in chunks, each a webhook of its own.
package struct LargeRequest: Codable, Sendable, Hashable {
    /// How far it is.
    package enum State: String, Codable, Sendable {
        /// Terra has not said yet how many chunks there will be.
        case processing
        /// Chunks are on their way.
        case sending
        /// No chunk came for an hour, and some are missing.
        case incomplete
        /// All chunks came.
        case complete
    }

    /// `reference` of Terra's events, and the part of `terra-reference` before the first colon.
    package let reference: String
    package internal(set) var state: State = .processing
    /// `expected_payloads`; nil until Terra has said it.
    package internal(set) var expected: Int?
    /// Different chunks that were accepted.
    package internal(set) var arrived = 0
    /// When the first event of it was received, unix milliseconds.
    package let openedAt: Int64
    /// When the newest event of it was received, unix milliseconds.
    package internal(set) var lastAt: Int64
    /// The journal's sequences of chunks that a look at the journal after a crash would meet a second time.
    var recent: Set<UInt64> = []

    init(reference: String, at time: Int64) {
        self.reference = reference
        openedAt = time
        lastAt = time
    }

    /// Whether something is still to come.
    package var isOpen: Bool { state != .complete }
}
