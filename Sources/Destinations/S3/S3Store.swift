import AWSClient
import Crypto
import Foundation
import HTTPTransport
import Logging
import ObjectStorage
import RouterCore

/// A bucket by the REST API of Amazon S3.
package final class S3Store: ObjectStore {
    typealias Instant = ContinuousClock.Instant

    let location: S3Location
    let client: AWSClient
    let checksum: S3Configuration.Checksum
    let partSize: Int
    private let multipartThreshold: Int
    private let conditions: ConditionSupport
    private let locks = KeyLocks()
    private let name: String
    private let logger: Logger

    package init(_ configuration: S3Configuration, client: AWSClient, name: String, logger: Logger) {
        location = configuration.location
        self.client = client
        checksum = configuration.checksum
        partSize = configuration.partSize
        multipartThreshold = configuration.multipartThreshold
        conditions = ConditionSupport(configuration.conditionalWrites == .off ? .missing : .unknown)
        self.name = name
        self.logger = logger
    }

    package func attributes(
        of key: String,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> ObjectAttributes? {
        let request = AWSRequest(.head, location.endpoint, path: location.path(of: key))
        let response = try await send(request, until: deadline)
        switch response.status {
        case 200:
            return ObjectAttributes(
                version: Self.version(response) ?? "",
                ordering: response.headers["x-amz-meta-ordering"].flatMap { Int64($0) },
                eventID: response.headers["x-amz-meta-id"]
            )
        case 404:
            return nil
        default:
            throw Self.failure(response)
        }
    }

    package func put(
        _ object: StorableObject,
        if condition: PutCondition,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> PutResult {
        guard condition != .always else { return try await write(object, if: .always, until: deadline) }
        switch conditions.current {
        case .honoured:
            return try await write(object, if: condition, until: deadline)
        case .missing:
            return try await writeUnconditionally(object, if: condition, until: deadline)
        case .unknown, .probing:
            guard try await mayHold(condition, for: object.key, until: deadline) else { return .conditionFailed }
            let result = try await write(object, if: condition, until: deadline)
            if case .written = result, conditions.beginProbe() { await probe(object, until: deadline) }
            return result
        }
    }

    /// Writes on the condition, and says so where the server turns out to know none. In parts only what has none: a
    /// server that looks at the condition of the request that completes an upload may let several through that come at
    /// the same moment, as SeaweedFS does.
    private func write(
        _ object: StorableObject,
        if condition: PutCondition,
        until deadline: Instant
    ) async throws(ObjectStoreFailure) -> PutResult {
        if condition == .always, object.content.count > multipartThreshold {
            return .written(version: try await putInParts(object, until: deadline))
        }
        let response = try await send(putRequest(object, if: condition), until: deadline)
        if (200..<300).contains(response.status) { return .written(version: Self.version(response)) }
        switch Self.verdict(response, isConditional: condition != .always) {
        case .conditionFailed: return .conditionFailed
        case .failure(let failure): throw failure
        case .conditionUnknown:
            noteMissingConditions()
            return try await writeUnconditionally(object, if: condition, until: deadline)
        }
    }

    /// In place of a conditional write: a look, and a write.
    private func writeUnconditionally(
        _ object: StorableObject,
        if condition: PutCondition,
        until deadline: Instant
    ) async throws(ObjectStoreFailure) -> PutResult {
        try await locks.whileHolding(object.key) { () async throws(ObjectStoreFailure) -> PutResult in
            guard try await holds(condition, for: object.key, until: deadline) else { return .conditionFailed }
            return try await write(object, if: .always, until: deadline)
        }
    }

    /// Whether the condition holds now.
    private func holds(
        _ condition: PutCondition,
        for key: String,
        until deadline: Instant
    ) async throws(ObjectStoreFailure) -> Bool {
        switch condition {
        case .always: true
        case .absent: try await attributes(of: key, until: deadline) == nil
        case .unchanged(let version): try await attributes(of: key, until: deadline)?.version == version
        }
    }

    /// As `holds`; true where it cannot be told: without the right to list, S3 says 403 of an object that is not there.
    private func mayHold(
        _ condition: PutCondition,
        for key: String,
        until deadline: Instant
    ) async throws(ObjectStoreFailure) -> Bool {
        do throws(ObjectStoreFailure) {
            return try await holds(condition, for: key, until: deadline)
        } catch {
            guard case .pause = error.outcome else { throw error }
            return true
        }
    }

    /// Writes what was just written once more, if nothing is there: a server that honours conditions refuses.
    private func probe(_ object: StorableObject, until deadline: Instant) async {
        do throws(ObjectStoreFailure) {
            let response = try await send(putRequest(object, if: .absent), until: deadline)
            switch Self.verdict(response, isConditional: true) {
            case .conditionFailed: _ = conditions.set(.honoured)
            case .conditionUnknown: noteMissingConditions()
            case .failure: (200..<300).contains(response.status) ? noteMissingConditions() : retryProbe()
            }
        } catch {
            retryProbe()
        }
    }

    private func retryProbe() {
        if conditions.current == .probing { _ = conditions.set(.unknown) }
    }

    private func noteMissingConditions() {
        guard conditions.set(.missing) else { return }
        logger.warning(
            """
            the server of \(name) does not honour conditions on writes: what is stored is looked at before each write, \
            and where several write to the bucket at the same moment an older version may win
            """,
            metadata: ["event": "destination.unconditional", "destination": "\(name)"]
        )
    }

    private func putRequest(_ object: StorableObject, if condition: PutCondition) -> AWSRequest {
        var request = AWSRequest(
            .put,
            location.endpoint,
            path: location.path(of: object.key),
            headers: Self.headers(of: object) + Self.headers(of: condition),
            body: [object.content]
        )
        addChecksum(to: &request)
        return request
    }

    func addChecksum(to request: inout AWSRequest) {
        switch checksum {
        case .sha256:
            let value = Data(request.bodyHash).base64EncodedString()
            request.headers.append(HTTPField("x-amz-checksum-sha256", value))
        case .md5:
            var hash = Insecure.MD5()
            for part in request.body { part.withUnsafeBytes { hash.update(bufferPointer: $0) } }
            request.headers.append(HTTPField("Content-MD5", Data(hash.finalize()).base64EncodedString()))
        case .none:
            break
        }
    }

    func send(_ request: AWSRequest, until deadline: Instant) async throws(ObjectStoreFailure) -> HTTPResponse {
        do throws(AWSFailure) {
            return try await client.send(request, until: deadline)
        } catch {
            throw ObjectStoreFailure(error.outcome, concernsAll: error.concernsAll)
        }
    }

    static func headers(of object: StorableObject) -> [HTTPField] {
        var headers = [HTTPField("Content-Type", object.contentType)]
        if let encoding = object.contentEncoding { headers.append(HTTPField("Content-Encoding", encoding)) }
        if let ordering = object.ordering { headers.append(HTTPField("x-amz-meta-ordering", String(ordering))) }
        if let id = object.eventID { headers.append(HTTPField("x-amz-meta-id", id)) }
        return headers
    }

    private static func headers(of condition: PutCondition) -> [HTTPField] {
        switch condition {
        case .always: []
        case .absent: [HTTPField("If-None-Match", "*")]
        case .unchanged(let version): [HTTPField("If-Match", version)]
        }
    }

    /// The ETag with its quotes; a weak one, which only a proxy makes of it, is as good for naming a version.
    static func version(_ response: HTTPResponse) -> String? {
        response.headers["etag"].map { $0.hasPrefix("W/") ? String($0.dropFirst(2)) : $0 }
    }

    private static func verdict(_ response: HTTPResponse, isConditional: Bool) -> S3Verdict {
        S3Verdict(response, isConditional: isConditional, now: Int64(Date().timeIntervalSince1970))
    }

    static func failure(_ response: HTTPResponse) -> ObjectStoreFailure {
        if case .failure(let failure) = verdict(response, isConditional: false) { return failure }
        return ObjectStoreFailure(
            .retry(after: nil, reason: "the bucket's server answered out of turn"),
            concernsAll: false
        )
    }
}
