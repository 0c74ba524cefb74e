import FirestoreDestination
import Foundation
import RouterCore
import TestSupport

/// A project of its own. What its database holds is read with Google's own client, past the proxy that brings about the
/// faults.
final class FirestoreSubject: ConformanceSubject {
    private let project = "conformance-" + UUID().uuidString.lowercased()
    private let proxy: FaultProxy
    private let control: ServerControl

    init() async throws {
        let server = try TestServers.firestore
        proxy = try await FaultProxy(to: ServerURL(server).port)
        control = ServerControl(server)
    }

    func reason(against fault: Fault) -> String? { nil }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        let keys = try [
            "project": project, "endpoint": "http://127.0.0.1:\(proxy.port)",
            "credentials": String(contentsOfFile: TestServers.firestoreCredentials, encoding: .utf8),
        ]
        return try configured(FirestoreDestination.self, keys, context)
    }

    func stored() async throws -> StoredState {
        let records = try await FirestoreRecord.read(project: project)
        return .records(
            records.map { record in
                let document = record.payload.map(Array.init) ?? Array(record.fields.utf8)
                return StoredRecord(key: nil, ordering: record.ordering, document: normalized(document))
            }
        )
    }

    /// Fields have neither an order nor white space between them.
    func normalized(_ document: [UInt8]) -> [UInt8] {
        guard let value = try? JSONSerialization.jsonObject(with: Data(document)),
            let text = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])
        else { return document }
        return Array(text)
    }

    func poison(_ sample: SampleEvent) async throws {
        try await control.set("projects/\(project)", #"{"refuse": ["\#(sample.id)"]}"#)
    }

    func setDown(_ isDown: Bool) async throws {
        if isDown { try await proxy.refuse() } else { try await proxy.accept() }
    }

    func setHanging(_ isHanging: Bool) async throws {
        proxy.set(isHanging ? .blackhole : .forward)
    }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        proxy.set(.holdResponses(containing: Array("writeResults".utf8)))
        try await send()
        try await eventually("an answer is held back") { proxy.holding > 0 }
        try await eventually("the document is in the database", isWritten)
        proxy.cut()
        proxy.set(.forward)
    }
}
