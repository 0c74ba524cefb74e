import ObjectStorage
import RouterCore

/// A store that refuses what contains a text.
struct PickyObjectStore: ObjectStore {
    private let store: MemoryObjectStore
    private let mark: String
    private let refusal: Outcome

    init(_ store: MemoryObjectStore, refuses mark: String, with refusal: Outcome) {
        self.store = store
        self.mark = mark
        self.refusal = refusal
    }

    func attributes(
        of key: String,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> ObjectAttributes? {
        try await store.attributes(of: key, until: deadline)
    }

    func put(
        _ object: StorableObject,
        if condition: PutCondition,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> PutResult {
        if String(decoding: object.content, as: UTF8.self).contains(mark) {
            throw ObjectStoreFailure(refusal, concernsAll: false)
        }
        return try await store.put(object, if: condition, until: deadline)
    }
}
