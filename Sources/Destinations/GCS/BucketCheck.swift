import Foundation
import GoogleCredentials
import HTTPTransport
import ObjectStorage
import RouterCore

/// Looks whether a bucket is there and may be written to, without writing.
struct BucketCheck {
    private struct Permissions: Decodable {
        let permissions: [String]?
    }

    let store: GCSStore
    let deadline: ContinuousClock.Instant

    /// The permissions that the credentials lack on the bucket; throws where it cannot be told.
    func missingPermissions() async throws(ObjectStoreFailure) -> [String] {
        let request = try store.prepared { () throws(HTTPFailure) in try store.requests.permissions() }
        let response = try await store.send(request, until: deadline)
        switch response.status {
        case 200:
            let answer = try? JSONDecoder().decode(Permissions.self, from: Data(response.body))
            return GCSRequests.permissions.filter { !(answer?.permissions ?? []).contains($0) }
        case 404, 405, 501:
            // No such bucket, or an emulator that knows nothing of permissions.
            try await list()
            return []
        default:
            throw store.failure(response)
        }
    }

    private func list() async throws(ObjectStoreFailure) {
        let request = try store.prepared { () throws(HTTPFailure) in try store.requests.list() }
        let response = try await store.send(request, until: deadline)
        guard response.status == 200 else { throw store.failure(response) }
    }
}
