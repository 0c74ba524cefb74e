/// One record of an answer, as the webhook that Terra would have sent for it.
package struct FetchedEvent: Sendable, Hashable {
    package let payload: ArraySlice<UInt8>
    /// The same for the same record in the same backfill, so that what is fetched twice is accepted once.
    package let identity: String
    /// Unix milliseconds.
    package let ordering: Int64

    package init(payload: ArraySlice<UInt8>, identity: String, ordering: Int64) {
        self.payload = payload
        self.identity = identity
        self.ordering = ordering
    }
}
