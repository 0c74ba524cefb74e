import Foundation
import RouterCore
import S3Destination
import TestSupport

/// Objects below a prefix of its own in a bucket, behind a proxy. What it holds is read with boto3, past the proxy.
final class S3Subject: ConformanceSubject {
    private let server: TestBucket
    private let prefix = "conformance-\(UUID().uuidString)/"
    private let proxy: FaultProxy
    private let keys: [String: String]
    private var isOfBatches: Bool { keys["layout"] == "batches" }
    private var isCompressed: Bool { isOfBatches && keys["compression"] != "none" }

    /// `keys`: of the configuration, beside those that say where the bucket is.
    init(_ server: TestBucket, keys: [String: String] = [:]) async throws {
        self.server = server
        self.keys = keys
        proxy = try await FaultProxy(to: ServerURL(server.url).port)
    }

    func reason(against fault: Fault) -> String? {
        switch fault {
        case .down, .hang, .lostAnswer: nil
        case .poison: "a bucket refuses no single object; what stands in the way of one pauses the destination"
        }
    }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        let own = [
            "bucket": server.bucket, "endpoint": "http://127.0.0.1:\(proxy.port)", "prefix": prefix,
            "access_key_id": server.accessKeyID, "secret_access_key": server.secretAccessKey,
        ]
        return try configured(S3Destination.self, own.merging(keys) { $1 }, context)
    }

    func stored() async throws -> StoredState {
        let objects = try await BucketObject.read(below: prefix, in: server)
        guard isOfBatches else {
            return .records(
                objects.map {
                    let ordering = $0.metadata["ordering"].flatMap { Int64($0) }
                    return StoredRecord(key: nil, ordering: ordering, document: Array($0.value))
                }
            )
        }
        let texts = try objects.flatMap { object in
            let content = Array(object.value)
            return try (isCompressed ? gunzipped(content) : content).split(separator: UInt8(ascii: "\n"))
        }
        return .deliveries(texts.map { StoredDelivery(id: nil, body: Array($0)) })
    }

    /// A line break, which in JSON stands only between values, would end the line: it becomes a space.
    func normalized(_ document: [UInt8]) -> [UInt8] {
        guard isOfBatches else { return document }
        return document.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    }

    func poison(_ sample: SampleEvent) async throws { preconditionFailure("the fault does not apply") }

    func setDown(_ isDown: Bool) async throws {
        if isDown { try await proxy.refuse() } else { try await proxy.accept() }
    }

    func setHanging(_ isHanging: Bool) async throws {
        proxy.set(isHanging ? .blackhole : .forward)
    }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        let answer = keys["multipart_threshold"] == nil ? "200 OK" : "CompleteMultipartUploadResult"
        proxy.set(.holdResponses(containing: Array(answer.utf8)))
        try await send()
        try await eventually("an answer is held back") { proxy.holding > 0 }
        try await eventually("the object is written", isWritten)
        proxy.cut()
        proxy.set(.forward)
    }
}
