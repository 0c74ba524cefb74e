import ObjectStorage
import RouterCore
import Synchronization

/// An object store in memory that keeps its word on conditions, remembers what it was asked, and lets a test step in
/// before each request.
final class MemoryObjectStore: ObjectStore {
    struct Stored: Sendable {
        let object: StorableObject
        let version: Int
    }

    enum Request: Sendable, Hashable {
        case attributes(String)
        case put(String, PutCondition)

        var key: String {
            switch self {
            case .attributes(let key), .put(let key, _): key
            }
        }
    }

    /// Called before a request takes effect; what it returns is thrown instead.
    typealias Interference = @Sendable (MemoryObjectStore, Request) async -> ObjectStoreFailure?

    private struct State {
        var objects: [String: Stored] = [:]
        var lastVersion = 0
        var requests: [Request] = []
        var underWay = 0
        var mostUnderWay = 0
        var interference: Interference = { _, _ in nil }
    }

    private let state = Mutex(State())

    var objects: [String: Stored] { state.withLock { $0.objects } }
    var requests: [Request] { state.withLock { $0.requests } }
    /// The most requests that were under way at once.
    var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }

    func interfere(_ interference: @escaping Interference) {
        state.withLock { $0.interference = interference }
    }

    /// Forgets the requests so far.
    func clearRequests() {
        state.withLock { $0.requests = [] }
    }

    /// Writes as somebody else would, whatever is there.
    func write(_ key: String, ordering: Int64? = nil, eventID: String? = nil, content: String = "{}") {
        let object = StorableObject(
            key: key,
            content: Array(content.utf8)[...],
            contentType: "application/json",
            ordering: ordering,
            eventID: eventID
        )
        _ = state.withLock { Self.store(object, in: &$0) }
    }

    func delete(_ key: String) {
        state.withLock { $0.objects[key] = nil }
    }

    func content(_ key: String) -> String? {
        objects[key].map { String(decoding: $0.object.content, as: UTF8.self) }
    }

    func attributes(
        of key: String,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> ObjectAttributes? {
        try await begin(.attributes(key))
        return state.withLock { state in
            state.underWay -= 1
            return state.objects[key].map {
                ObjectAttributes(version: "v\($0.version)", ordering: $0.object.ordering, eventID: $0.object.eventID)
            }
        }
    }

    func put(
        _ object: StorableObject,
        if condition: PutCondition,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> PutResult {
        try await begin(.put(object.key, condition))
        return state.withLock { state in
            state.underWay -= 1
            let stored = state.objects[object.key].map { "v\($0.version)" }
            let holds =
                switch condition {
                case .always: true
                case .absent: stored == nil
                case .unchanged(let version): stored == version
                }
            guard holds else { return .conditionFailed }
            return .written(version: "v\(Self.store(object, in: &state))")
        }
    }

    private func begin(_ request: Request) async throws(ObjectStoreFailure) {
        let interference = state.withLock { state in
            state.requests.append(request)
            state.underWay += 1
            state.mostUnderWay = max(state.mostUnderWay, state.underWay)
            return state.interference
        }
        // Lets the other requests of a batch begin.
        await Task.yield()
        guard let failure = await interference(self, request) else { return }
        state.withLock { $0.underWay -= 1 }
        throw failure
    }

    @discardableResult
    private static func store(_ object: StorableObject, in state: inout State) -> Int {
        state.lastVersion += 1
        state.objects[object.key] = Stored(object: object, version: state.lastVersion)
        return state.lastVersion
    }
}
