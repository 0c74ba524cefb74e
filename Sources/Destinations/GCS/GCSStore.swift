import Foundation
import GoogleCredentials
import HTTPTransport
import ObjectStorage
import RouterCore

/// A bucket of Google Cloud Storage. An object's generation stands for its version.
struct GCSStore: ObjectStore {
    typealias Instant = ContinuousClock.Instant

    /// The longest name of an object, in bytes.
    private static let maximumNameLength = 1024

    let api: GoogleAPIClient
    let requests: GCSRequests
    let resumableThreshold: Int
    let chunkSize: Int

    func attributes(
        of key: String,
        until deadline: Instant
    ) async throws(ObjectStoreFailure) -> ObjectAttributes? {
        let response = try await send(
            try prepared { () throws(HTTPFailure) in try requests.attributes(of: key) },
            until: deadline
        )
        switch response.status {
        case 200:
            guard let object = GCSObject(response.body), let generation = object.generation else {
                throw GCSAnswer.retry("Cloud Storage described an object without its generation")
            }
            return ObjectAttributes(
                version: generation,
                ordering: object.ordering,
                eventID: object.eventID
            )
        case 404:
            // Whether the object or the bucket is missing: to write it will tell.
            return nil
        default:
            throw failure(response)
        }
    }

    func put(
        _ object: StorableObject,
        if condition: PutCondition,
        until deadline: Instant
    ) async throws(ObjectStoreFailure) -> PutResult {
        guard object.key.utf8.count <= Self.maximumNameLength else {
            let reason = "the object's name would have \(object.key.utf8.count) bytes, and Cloud Storage takes 1024"
            throw ObjectStoreFailure(.rejected(reason: reason), concernsAll: false)
        }
        guard object.content.count <= resumableThreshold else {
            return try await ResumableUpload(store: self, object: object, deadline: deadline).run(if: condition)
        }
        let request = try prepared { () throws(HTTPFailure) in try requests.upload(object, if: condition) }
        return try result(try await send(request, until: deadline))
    }

    func send(_ request: HTTPRequest, until deadline: Instant) async throws(ObjectStoreFailure) -> HTTPResponse {
        do throws(GoogleAPIClient.Failure) {
            return try await api.send(request, until: deadline)
        } catch {
            throw GCSAnswer.failure(error)
        }
    }

    /// Reads the answer to the last request of an upload.
    func result(_ response: HTTPResponse) throws(ObjectStoreFailure) -> PutResult {
        switch response.status {
        case 200, 201: return .written(version: GCSObject(response.body)?.generation)
        case 412: return .conditionFailed
        default: throw failure(response)
        }
    }

    func failure(_ response: HTTPResponse) -> ObjectStoreFailure {
        GCSAnswer.failure(response, bucket: requests.bucket, now: Int64(Date().timeIntervalSince1970))
    }

    func prepared(_ make: () throws(HTTPFailure) -> HTTPRequest) throws(ObjectStoreFailure) -> HTTPRequest {
        do throws(HTTPFailure) {
            return try make()
        } catch {
            throw GCSAnswer.failure(.transport(error))
        }
    }
}
