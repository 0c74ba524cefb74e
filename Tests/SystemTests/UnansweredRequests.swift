import Synchronization

/// The requests that got no answer, shared by the clients of a load.
final class UnansweredRequests: Sendable {
    private let requests: Mutex<[LoadRequest]>

    init(_ requests: [LoadRequest]) {
        self.requests = Mutex(requests)
    }

    var all: [LoadRequest] { requests.withLock { $0 } }

    func add(_ request: LoadRequest) {
        requests.withLock { $0.append(request) }
    }

    func takeOne() -> LoadRequest? {
        requests.withLock { $0.popLast() }
    }
}
