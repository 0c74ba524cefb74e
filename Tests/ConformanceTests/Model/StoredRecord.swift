import RouterCore

/// One document as it lies in a target, read back by other means than the destination's own.
struct StoredRecord: Sendable, Hashable {
    /// Nil where the target does not show the key apart from where the document lies.
    var key: NaturalKey?
    /// Nil where the target does not show it.
    var ordering: Int64?
    let document: [UInt8]
}
