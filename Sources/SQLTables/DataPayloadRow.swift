package import RouterCore

/// A row of `terra_data_payloads`: the newest version of one record, its payload byte for byte as it was sent.
package struct DataPayloadRow: Sendable, Hashable {
    /// Empty where the event names no user; its key is then the event's identity, so that nothing overwrites it.
    package let userID: String
    package let dataType: String
    /// The value of the natural key: a date, a `summary_id`, ….
    package let recordKey: String
    package let referenceID: String?
    package let provider: String?
    package let start: SampleTime?
    package let end: SampleTime?
    /// Unix milliseconds.
    package let receivedAt: Int64
    package let ordering: Int64
    package let eventID: String
    package let payload: Payload
    /// The position of its event in the batch.
    package let event: Int

    init(_ record: Record, of event: Event, at position: Int) {
        userID = record.key.userID ?? ""
        dataType = record.key.type
        recordKey = record.key.value
        referenceID = event.referenceID
        provider = event.provider
        start = record.startTime.flatMap { SampleTime(parsing: $0) }
        end = record.endTime.flatMap { SampleTime(parsing: $0) }
        receivedAt = event.receivedAt
        ordering = event.ordering
        eventID = event.id
        payload = record.document
        self.event = position
    }
}
