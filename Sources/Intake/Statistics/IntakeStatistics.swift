/// What Intake has done since it started; all but the last three only ever grow.
package struct IntakeStatistics: Sendable, Hashable {
    /// Requests whose head arrived, to any path.
    package var requests = 0
    /// Bytes of request bodies, as they came over the wire.
    package var receivedBytes = 0
    /// Events made durable.
    package var accepted = 0
    /// Bytes of the accepted events' payloads.
    package var acceptedBytes = 0
    /// Events that were redeliveries.
    package var duplicates = 0
    /// Answers of 400 and above, by status.
    package var rejected: [Int: Int] = [:]
    /// Requests whose client went away before the answer.
    package var aborted = 0
    /// Headers that could not be used, where a default took their place.
    package var unusableHeaders = 0
    /// Requests being received or answered now.
    package var inFlight = 0
    /// Bytes of request bodies held in memory now.
    package var bodyBytes = 0
    /// Connections open now.
    package var connections = 0

    package init() {}
}
