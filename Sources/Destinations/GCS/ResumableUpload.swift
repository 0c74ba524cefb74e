import GoogleCredentials
import HTTPTransport
import ObjectStorage
import RouterCore

/// One upload in chunks. A chunk whose answer is lost, or that the server could not take, does not begin the upload
/// anew: the server is asked how far it got, and the rest is sent.
struct ResumableUpload {
    /// How often in a row nothing may come through before the upload is given up.
    private static let maximumFailures = 4
    private static let firstPause: Duration = .milliseconds(100)

    private enum Step {
        case result(PutResult)
        /// So many bytes have arrived.
        case arrived(Int)
        /// May pass: the server is to be asked how far it got.
        case failed(ObjectStoreFailure)
        case over(ObjectStoreFailure)
    }

    let store: GCSStore
    let object: StorableObject
    let deadline: ContinuousClock.Instant

    func run(if condition: PutCondition) async throws(ObjectStoreFailure) -> PutResult {
        guard let session = try await begin(if: condition) else { return .conditionFailed }
        let count = object.content.count
        var offset = 0
        var failures = 0
        var isQuestion = false
        var next = store.requests.chunk(session, object.content, 0..<min(store.chunkSize, count))
        while true {
            switch await step(next) {
            case .result(let result):
                return result
            case .arrived(let arrived):
                // The server's word counts, also where it has less than was sent.
                if arrived > offset { failures = 0 } else if !isQuestion { failures += 1 }
                guard arrived < count, failures < Self.maximumFailures else {
                    throw GCSAnswer.retry("Cloud Storage stopped taking a resumable upload at byte \(arrived)")
                }
                offset = arrived
                let end = min(offset + store.chunkSize, count)
                isQuestion = false
                next = store.requests.chunk(session, object.content, offset..<end)
            case .failed(let failure):
                failures += 1
                guard failures < Self.maximumFailures, ContinuousClock.now < deadline else { throw failure }
                try? await Task.sleep(for: Self.firstPause * (1 << failures))
                isQuestion = true
                next = store.requests.progress(session, of: count)
            case .over(let failure):
                throw failure
            }
        }
    }

    /// The URL that the upload goes to; nil where the condition does not hold.
    private func begin(if condition: PutCondition) async throws(ObjectStoreFailure) -> HTTPURL? {
        let request = try store.prepared { () throws(HTTPFailure) in try store.requests.session(object, if: condition) }
        let response = try await store.send(request, until: deadline)
        switch response.status {
        case 200, 201:
            guard let location = response.headers["location"], let url = try? HTTPURL(location),
                // The token goes along with every chunk.
                url.description == request.url.description
            else {
                throw GCSAnswer.retry("Cloud Storage began a resumable upload without a location on the endpoint")
            }
            return url
        case 412:
            return nil
        default:
            throw store.failure(response)
        }
    }

    /// Sends a request of the upload.
    private func step(_ request: HTTPRequest) async -> Step {
        do throws(ObjectStoreFailure) {
            let response = try await store.send(request, until: deadline)
            switch response.status {
            case 308:
                return .arrived(Self.arrived(response.headers["range"]))
            case 404, 410:
                return .over(GCSAnswer.retry("Cloud Storage has forgotten a resumable upload; it begins anew"))
            default:
                return .result(try store.result(response))
            }
        } catch {
            if case .retry = error.outcome { return .failed(error) }
            return .over(error)
        }
    }

    /// Reads `bytes=0-N`; without the header nothing has arrived.
    private static func arrived(_ range: String?) -> Int {
        guard let range, let dash = range.lastIndex(of: "-"), let last = Int(range[range.index(after: dash)...]) else {
            return 0
        }
        return last + 1
    }
}
