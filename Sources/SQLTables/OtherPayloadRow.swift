package import RouterCore

/// A row of `terra_other_payloads`: an event without data (lifecycle, unknown type, empty `data`), under its identity.
package struct OtherPayloadRow: Sendable, Hashable {
    package let eventID: String
    package let userID: String?
    package let eventType: String
    package let referenceID: String?
    /// Correlates the event with the API request behind it.
    package let terraReference: String?
    /// Unix milliseconds.
    package let receivedAt: Int64
    package let ordering: Int64
    package let payload: Payload
    /// The position of the event in the batch.
    package let event: Int

    init(_ event: Event, at position: Int) {
        eventID = event.id
        userID = event.userID
        eventType = event.type
        referenceID = event.referenceID
        terraReference = event.reference
        receivedAt = event.receivedAt
        ordering = event.ordering
        payload = event.payload
        self.event = position
    }
}
