/// What an object store tells of an object.
package struct ObjectAttributes: Sendable, Hashable {
    /// What tells this version of the object from any other: an ETag, or a generation.
    package let version: String
    /// The ordering of the event that it holds, unix milliseconds; nil where somebody else wrote it.
    package let ordering: Int64?
    /// The `eventID` that it was written with; nil where somebody else wrote it.
    package let eventID: String?

    package init(version: String, ordering: Int64?, eventID: String?) {
        self.version = version
        self.ordering = ordering
        self.eventID = eventID
    }
}
