import Foundation
import ObjectStorage
import RouterCore
import S3Destination

/// Puts payloads into a bucket for consumers that read them with AWS's extended client libraries.
struct SQSOffloading: Sendable {
    let store: S3Store
    let bucket: String
    let prefix: String

    /// The message to send in place of this one. Every attempt has an object of its own: a consumer deletes it with the
    /// message, and of a message that was sent twice the second must find its own.
    func offload(
        _ message: SQSMessage,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> SQSMessage {
        let key = prefix + UUID().uuidString.lowercased()
        let object = StorableObject(key: key, content: message.body, contentType: message.contentType)
        _ = try await store.put(object, if: .always, until: deadline)
        return message.pointing(to: key, in: bucket)
    }
}
