import Crypto
import Foundation
import HTTPTransport
import ObjectStorage
import RouterCore

/// One container as a place for objects.
struct BlobContainer: ObjectStore {
    /// Blocks of one blob on their way at once.
    private static let blocksInFlight = 4

    let client: BlobClient
    let endpoint: BlobEndpoint
    let name: String
    /// Whether a container that is missing is created.
    let creates: Bool
    /// An object larger than this, in bytes, goes up in blocks.
    let blockThreshold: Int
    /// Bytes of a block.
    let blockSize: Int

    func attributes(
        of key: String,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> ObjectAttributes? {
        let request = BlobRequest(method: .head, path: endpoint.path(container: name, blob: key))
        let response = try await sendCreating(request, until: deadline)
        switch (response.status, response.headers["x-ms-error-code"]) {
        case (200, _):
            guard let version = response.headers["etag"] else {
                throw ObjectStoreFailure(
                    .retry(after: nil, reason: "Azure Blob Storage answered without an ETag"),
                    concernsAll: false
                )
            }
            return ObjectAttributes(
                version: version,
                ordering: response.headers["x-ms-meta-ordering"].flatMap { Int64($0) },
                eventID: response.headers["x-ms-meta-id"]
            )
        case (404, nil), (404, "BlobNotFound"):
            return nil
        default:
            throw Self.failure(response)
        }
    }

    func put(
        _ object: StorableObject,
        if condition: PutCondition,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> PutResult {
        guard object.key.count <= BlobEndpoint.maximumNameLength else {
            throw ObjectStoreFailure(
                .rejected(reason: "the blob's name is longer than \(BlobEndpoint.maximumNameLength) characters"),
                concernsAll: false
            )
        }
        let isLarge = object.content.count > blockThreshold
        let request = isLarge ? try await putBlocks(of: object, until: deadline) : putBlob(object)
        var conditional = request
        conditional.headers += Self.metadata(of: object) + Self.headers(of: condition)
        let response = try await sendCreating(conditional, until: deadline)
        if response.status == 201 { return .written(version: response.headers["etag"]) }
        guard let failure = BlobVerdict.failure(response, now: BlobClient.now()) else { return .conditionFailed }
        throw failure
    }

    /// Creates the container unless it is there.
    func create(until deadline: ContinuousClock.Instant) async throws(ObjectStoreFailure) {
        let request = BlobRequest(
            method: .put,
            path: endpoint.path(container: name),
            query: [("restype", "container")]
        )
        let response = try await client.send(request, until: deadline)
        if response.status == 201 || response.headers["x-ms-error-code"] == "ContainerAlreadyExists" { return }
        throw Self.failure(response)
    }

    /// What the service answers when it is asked for a blob that nobody writes.
    func probe(until deadline: ContinuousClock.Instant) async throws(ObjectStoreFailure) -> HTTPResponse {
        let path = endpoint.path(container: name, blob: "distributary-probe")
        return try await client.send(BlobRequest(method: .head, path: path), until: deadline)
    }

    /// As `BlobClient.send`; where the container is missing, it is created and the request sent again.
    private func sendCreating(
        _ request: BlobRequest,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> HTTPResponse {
        let response = try await client.send(request, until: deadline)
        guard response.status == 404, creates,
            response.headers["x-ms-error-code"] == BlobVerdict.containerNotFound
        else { return response }
        try await create(until: deadline)
        return try await client.send(request, until: deadline)
    }

    private func putBlob(_ object: StorableObject) -> BlobRequest {
        var headers = [
            ("x-ms-blob-type", "BlockBlob"), ("Content-Type", object.contentType),
            // The service refuses a body that was damaged on the way, and keeps the hash.
            ("Content-MD5", Self.md5(object.content)),
        ]
        if let encoding = object.contentEncoding { headers.append(("x-ms-blob-content-encoding", encoding)) }
        return BlobRequest(
            method: .put,
            path: endpoint.path(container: name, blob: object.key),
            headers: headers,
            body: [object.content]
        )
    }

    /// Uploads the blocks, and returns the request that commits them.
    private func putBlocks(
        of object: StorableObject,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) -> BlobRequest {
        let path = endpoint.path(container: name, blob: object.key)
        let digest = SHA256.hash(data: object.content)
        let list = BlockList(object.content, blockSize: blockSize, digest: Array(digest))
        try await upload(list.blocks, to: path, until: deadline)
        let xml = ArraySlice(list.xml.utf8)
        var headers = [
            ("Content-Type", "application/xml"), ("Content-MD5", Self.md5(xml)),
            ("x-ms-blob-content-type", object.contentType), ("x-ms-blob-content-md5", Self.md5(object.content)),
        ]
        if let encoding = object.contentEncoding { headers.append(("x-ms-blob-content-encoding", encoding)) }
        return BlobRequest(method: .put, path: path, query: [("comp", "blocklist")], headers: headers, body: [xml])
    }

    private func upload(
        _ blocks: [BlockList.Block],
        to path: String,
        until deadline: ContinuousClock.Instant
    ) async throws(ObjectStoreFailure) {
        let failure = await withTaskGroup(of: ObjectStoreFailure?.self) { group in
            var rest = blocks[...]
            func startNext() {
                guard let block = rest.popFirst() else { return }
                group.addTask { await self.upload(block, to: path, until: deadline) }
            }
            for _ in 0..<Self.blocksInFlight { startNext() }
            while let result = await group.next() {
                if let result {
                    group.cancelAll()
                    return Optional(result)
                }
                startNext()
            }
            return nil
        }
        if let failure { throw failure }
    }

    private func upload(
        _ block: BlockList.Block,
        to path: String,
        until deadline: ContinuousClock.Instant
    ) async -> ObjectStoreFailure? {
        let request = BlobRequest(
            method: .put,
            path: path,
            query: [("blockid", block.id), ("comp", "block")],
            headers: [("Content-MD5", Self.md5(block.content))],
            body: [block.content]
        )
        do throws(ObjectStoreFailure) {
            let response = try await sendCreating(request, until: deadline)
            return response.status == 201 ? nil : Self.failure(response)
        } catch {
            return error
        }
    }

    private static func failure(_ response: HTTPResponse) -> ObjectStoreFailure {
        BlobVerdict.failure(response, now: BlobClient.now())
            ?? ObjectStoreFailure(
                .retry(
                    after: nil,
                    reason: "Azure Blob Storage answered \(response.status) to a request without condition"
                ),
                concernsAll: false
            )
    }

    private static func metadata(of object: StorableObject) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        if let ordering = object.ordering { headers.append(("x-ms-meta-ordering", String(ordering))) }
        if let id = object.eventID { headers.append(("x-ms-meta-id", id)) }
        return headers
    }

    private static func headers(of condition: PutCondition) -> [(name: String, value: String)] {
        switch condition {
        case .always: []
        case .absent: [("If-None-Match", "*")]
        case .unchanged(let version): [("If-Match", version)]
        }
    }

    private static func md5(_ content: ArraySlice<UInt8>) -> String {
        content.withUnsafeBytes { Data(Insecure.MD5.hash(data: $0)).base64EncodedString() }
    }
}
