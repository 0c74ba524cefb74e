/// What became of a conditional write.
package enum PutResult: Sendable, Hashable {
    /// The object is there; `version` is its ETag or generation if the answer named it.
    case written(version: String?)
    /// The condition did not hold, and nothing was written.
    case conditionFailed
}
