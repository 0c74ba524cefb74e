package import RouterCore

/// An event that a destination will not be sent any more, unless a person asks for it.
package struct DeadLetter: Sendable, Hashable {
    /// Names it to the person: unique in its destination, never used twice.
    package let id: Int64
    /// The event's position in the journal.
    package let sequence: UInt64
    /// The event's identity; empty where the event was lost.
    package let eventID: String
    package let type: String
    package let userID: String?
    /// Unix milliseconds; nil where the event was lost.
    package let receivedAt: Int64?
    /// Payload bytes.
    package let byteCount: Int
    package let reason: String
    /// How often it was sent.
    package let attempts: Int
    /// Unix milliseconds; nil if it was never sent.
    package let firstAttemptAt: Int64?
    /// When it became a dead letter, unix milliseconds.
    package let diedAt: Int64
    /// The event with its payload; nil in a list, and where it was lost.
    package internal(set) var event: Event?
}
