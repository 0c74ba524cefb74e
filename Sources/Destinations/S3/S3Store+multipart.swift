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

    /// Uploads an object in parts, which become an object only with the last request, and returns its version. What was
    /// uploaded of one that does not is thrown away.
    func putInParts(_ object: StorableObject, until deadline: Instant) async throws(ObjectStoreFailure) -> String? {
        let upload = try await begin(object, until: deadline)
        do throws(ObjectStoreFailure) {
            let parts = try await uploadParts(of: object, upload, until: deadline)
            return try await complete(object, upload, parts, until: deadline)
        } catch {
            await abort(object, upload)
            throw error
        }
    }

    /// The upload's identity.
    private func begin(_ object: StorableObject, until deadline: Instant) async throws(ObjectStoreFailure) -> String {
        var headers = Self.headers(of: object)
        if checksum == .sha256 { headers.append(HTTPField("x-amz-checksum-algorithm", "SHA256")) }
        let response = try await send(
            request(.post, object, query: [(name: "uploads", value: "")], headers: headers),
            until: deadline
        )
        guard response.status == 200 else { throw Self.failure(response) }
        guard let id = XMLText.first("UploadId", in: response.body), !id.isEmpty else { throw Self.malformed }
        return id
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
        until deadline: Instant
    ) async throws(ObjectStoreFailure) -> String? {
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
                headers: [HTTPField("Content-Type", "application/xml")],
                body: [Array(body.utf8)[...]]
            ),
            until: deadline
        )
        // The status leaves before the work is done: an error may follow it in the body.
        guard response.status == 200, AWSErrorCode.of(response) == nil else { throw Self.failure(response) }
        return XMLText.first("ETag", in: response.body)
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
