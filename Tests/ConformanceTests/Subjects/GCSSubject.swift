import Foundation
import GCSDestination
import RouterCore
import TestSupport

/// A bucket of its own. What it holds is read with Google's own client, past the proxy that brings about the faults.
final class GCSSubject: ConformanceSubject {
    private let bucket = "conformance-" + UUID().uuidString.lowercased()
    private let keys: [String: String]
    private var isOfBatches: Bool { keys["layout"] == "batches" }
    private let proxy: FaultProxy
    private let control: ServerControl

    /// `keys` are added to those that every destination of this subject has.
    init(keys: [String: String] = [:]) async throws {
        self.keys = keys
        let server = try TestServers.gcs
        proxy = try await FaultProxy(to: ServerURL(server).port)
        control = ServerControl(server)
        try await control.set("buckets/\(bucket)", "{}")
    }

    func reason(against fault: Fault) -> String? { nil }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        let common = try [
            "bucket": bucket, "endpoint": "http://127.0.0.1:\(proxy.port)",
            "credentials": String(contentsOfFile: TestServers.gcsCredentials, encoding: .utf8),
        ]
        return try configured(GCSDestination.self, common.merging(keys) { $1 }, context)
    }

    func stored() async throws -> StoredState {
        let objects = try await StoredObject.read(bucket: bucket)
        if isOfBatches {
            let lines = try objects.flatMap { object in
                try gunzipped(Array(object.content)).split(separator: UInt8(ascii: "\n"))
            }
            return .deliveries(lines.map { StoredDelivery(id: nil, body: Array($0)) })
        }
        return .records(
            objects.map { object in
                let ordering = object.metadata["ordering"].flatMap { Int64($0) }
                return StoredRecord(key: nil, ordering: ordering, document: Array(object.content))
            }
        )
    }

    /// A line break, which in JSON stands only between values, would end the line: it becomes a space.
    func normalized(_ document: [UInt8]) -> [UInt8] {
        guard isOfBatches else { return document }
        return document.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    }

    func poison(_ sample: SampleEvent) async throws {
        let text = EventFactory.quoted(String(decoding: sample.payload, as: UTF8.self))
        try await control.set("buckets/\(bucket)", #"{"refuse": [\#(text)]}"#)
    }

    func setDown(_ isDown: Bool) async throws {
        if isDown { try await proxy.refuse() } else { try await proxy.accept() }
    }

    func setHanging(_ isHanging: Bool) async throws {
        proxy.set(isHanging ? .blackhole : .forward)
    }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        proxy.set(.holdResponses(containing: Array(#""generation""#.utf8)))
        try await send()
        try await eventually("an answer is held back") { proxy.holding > 0 }
        try await eventually("the object is in the bucket", isWritten)
        proxy.cut()
        proxy.set(.forward)
    }
}
