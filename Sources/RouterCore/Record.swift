/// One keyed thing in an event: an element of `data`, the athlete, or the event itself where it has neither.
package struct Record: Sendable, Hashable {
    package let key: NaturalKey
    /// True where the record is data of the user (`data[]`, `athlete`, `hormone`), false for lifecycle and unknown events.
    package let isData: Bool
    /// `metadata.start_time` as it came.
    package let startTime: String?
    /// `metadata.end_time` as it came.
    package let endTime: String?
    /// An event that holds only this record: the payload itself where it has no other, else spliced from its bytes.
    package let document: Payload
    /// The bytes of the element of `data` (or of `athlete`), nil where the record is the whole event.
    package let item: Payload?

    package init(
        key: NaturalKey,
        isData: Bool,
        startTime: String?,
        endTime: String?,
        document: Payload,
        item: Payload?
    ) {
        self.key = key
        self.isData = isData
        self.startTime = startTime
        self.endTime = endTime
        self.document = document
        self.item = item
    }
}
