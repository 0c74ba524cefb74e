/// An object to be written.
package struct StorableObject: Sendable {
    /// The whole key, with the prefix: any Unicode text; to be encoded for the request by the store.
    package let key: String
    package let content: ArraySlice<UInt8>
    package let contentType: String
    /// `gzip` where the content is compressed.
    package let contentEncoding: String?
    /// What is kept with it as the metadata `ordering`, in decimal: unix milliseconds.
    package let ordering: Int64?
    /// What is kept with it as the metadata `id`: what tells the event from others, plain ASCII without spaces, at most
    /// 256 bytes.
    package let eventID: String?

    package init(
        key: String,
        content: ArraySlice<UInt8>,
        contentType: String,
        contentEncoding: String? = nil,
        ordering: Int64? = nil,
        eventID: String? = nil
    ) {
        self.key = key
        self.content = content
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.ordering = ordering
        self.eventID = eventID
    }
}
