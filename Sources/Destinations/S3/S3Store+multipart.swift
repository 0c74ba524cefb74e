import AWSClient
import HTTPTransport
import ObjectStorage
import RouterCore
import XMLText

extension S3Store {
    /// S3 takes no more parts of one object.
    private static let maximumParts = 10_000
    /// How long an upload that failed may take to be thrown away.
    private static let abortTimeout: Duration = .seconds(2)

    /// A part that the server has.
    private struct Part {
        let number: Int
        let version: String
        /// Base64.
        let sha256: String?
    }

    /// Uploads an object in parts, which become an object only with the last request and on its condition. What was
    /// uploaded of one that does not is thrown away.
    func putInParts(
        _ object: StorableObject,
        if condition: PutCondition,
        until deadline: Instant
    ) async throws(ObjectStoreFailure) -> PartsResult {
        let upload: String
        switch try await begin(object, until: deadline) {
        case .success(let id): upload = id
        case .failure(let verdict): return .failure(verdict)
        }
        let result: Result<PartsResult, ObjectStoreFailure>
        do throws(ObjectStoreFailure) {
            let parts = try await uploadParts(of: object, upload, until: deadline)
            // Not every server looks at the condition of the request that completes an upload, and SeaweedFS does, but
            // lets several through that come at the same moment.
            func completeWhereItHolds() async throws(ObjectStoreFailure) -> PartsResult {
                guard try await holds(condition, for: object.key, until: deadline) else {
                    return .failure(.conditionFailed)
                }
                return try await complete(object, upload, parts, if: condition, until: deadline)
            }
            // Whoever writes on no condition has the key already, or needs it not.
            let isFree = condition == .always
            result = .success(
                isFree
                    ? try await completeWhereItHolds() : try await locks.whileHolding(object.key, completeWhereItHolds)
            )
        } catch {
            result = .failure(error)
        }
        if case .success(.success) = result { return try result.get() }
        await abort(object, upload)
        return try result.get()
    }

    /// The version of the object, or why there is none.
    enum PartsResult: Sendable {
        case success(String?)
        case failure(S3Verdict)
    }

    private enum Begun {
        case success(String)
        case failure(S3Verdict)
    }

    private func begin(_ object: StorableObject, until deadline: Instant) async throws(ObjectStoreFailure) -> Begun {
        var headers = Self.headers(of: object)
        if checksum == .sha256 { headers.append(HTTPField("x-amz-checksum-algorithm", "SHA256")) }
        let response = try await send(
            request(.post, object, query: [(name: "uploads", value: "")], headers: headers),
            until: deadline
        )
        guard response.status == 200 else { return .failure(Self.verdict(response, isConditional: false)) }
        guard let id = XMLText.first("UploadId", in: response.body), !id.isEmpty else {
            return .failure(.failure(Self.malformed))
        }
        return .success(id)
    }

    private func uploadParts(
        of object: StorableObject,
        _ upload: String,
        until deadline: Instant
    ) async throws(ObjectStoreFailure) -> [Part] {
        let size = max(partSize, (object.content.count + Self.maximumParts - 1) / Self.maximumParts)
        var parts: [Part] = []
        var rest = object.content
        while !rest.isEmpty {
            var request = request(
                .put,
                object,
                query: [(name: "partNumber", value: String(parts.count + 1)), (name: "uploadId", value: upload)],
                body: [rest.prefix(size)]
            )
            addChecksum(to: &request)
            let response = try await send(request, until: deadline)
            guard response.status == 200 else { throw Self.failure(response) }
            guard let version = Self.version(response) else { throw Self.malformed }
            let sha256 = request.headers.first { $0.name == "x-amz-checksum-sha256" }?.value
            parts.append(Part(number: parts.count + 1, version: version, sha256: sha256))
            rest = rest.dropFirst(size)
        }
        return parts
    }

    private func complete(
        _ object: StorableObject,
        _ upload: String,
        _ parts: [Part],
        if condition: PutCondition,
        until deadline: Instant
    ) async throws(ObjectStoreFailure) -> PartsResult {
        let list = parts.map { part in
            let checksum = part.sha256.map { "<ChecksumSHA256>\($0)</ChecksumSHA256>" } ?? ""
            return "<Part><PartNumber>\(part.number)</PartNumber><ETag>\(XMLText.escaped(part.version))</ETag>"
                + "\(checksum)</Part>"
        }.joined()
        let body =
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(list)</CompleteMultipartUpload>"
        let response = try await send(
            request(
                .post,
                object,
                query: [(name: "uploadId", value: upload)],
                headers: [HTTPField("Content-Type", "application/xml")] + Self.headers(of: condition),
                body: [Array(body.utf8)[...]]
            ),
            until: deadline
        )
        // The status leaves before the work is done: an error may follow it in the body.
        guard response.status == 200, AWSErrorCode.of(response) == nil else {
            return .failure(Self.verdict(response, isConditional: condition != .always))
        }
        return .success(XMLText.first("ETag", in: response.body))
    }

    /// Also where the deadline has passed: what is left behind costs money until somebody finds it.
    private func abort(_ object: StorableObject, _ upload: String) async {
        let request = request(.delete, object, query: [(name: "uploadId", value: upload)])
        _ = try? await client.send(request, until: .now + Self.abortTimeout)
    }

    private func request(
        _ method: HTTPMethod,
        _ object: StorableObject,
        query: [(name: String, value: String)],
        headers: [HTTPField] = [],
        body: [ArraySlice<UInt8>] = []
    ) -> AWSRequest {
        AWSRequest(
            method,
            location.endpoint,
            path: location.path(of: object.key),
            query: query,
            headers: headers,
            body: body
        )
    }

    private static let malformed = ObjectStoreFailure(
        .retry(after: nil, reason: "the bucket's server answered an upload in parts with something else"),
        concernsAll: false
    )
}
