/// What a bucket or container has to offer to hold events in the layouts `documents` and `batches`. It decides nothing
/// about versions: which object is written, and on which condition, is `ObjectWriter`'s part.
package protocol ObjectStore: Sendable {
    /// What is known of an object without reading it; nil if there is none.
    func attributes(
        of key: String,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure)
        -> ObjectAttributes?

    /// Writes an object as a whole, in however many requests, and only if the condition holds when it takes its name.
    func put(
        _ object: StorableObject,
        if condition: PutCondition,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> PutResult
}
