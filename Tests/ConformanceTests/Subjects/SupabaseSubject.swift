import Foundation
import RouterCore
import SupabaseDestination
import TestSupport

/// A project with a schema and a bucket of its own on the server of the test run, behind a proxy. Rows are read with
/// `psql`, and the objects that they name from where Storage keeps them.
final class SupabaseSubject: ConformanceSubject {
    private let schema = "conformance_" + UUID().uuidString.lowercased().replacing("-", with: "")
    private let reader: PsqlReader
    private let url: String
    private let key: String
    private let proxy: FaultProxy

    init() async throws {
        key = try TestServers.supabaseKey
        let target = try ServerURL(TestServers.supabase)
        proxy = try await FaultProxy(to: target.port)
        url = target.url(port: proxy.port, query: "").replacing("?", with: "")
        reader = PsqlReader(server: try TestServers.postgres, schema: schema)
        _ = try await reader.run(SupabaseSchema(schema: schema, bucket: schema).sql)
    }

    func reason(against fault: Fault) -> String? { nil }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        let keys = ["url": url, "service_role_key": key, "bucket": schema, "schema": schema]
        return try configured(SupabaseDestination.self, keys, context)
    }

    func stored() async throws -> StoredState {
        let object = """
            (SELECT encode(o.content, 'hex') FROM storage.objects AS o
            WHERE o.bucket_id = '\(schema)' AND o.name = t.object_name)
            """
        let records = try await reader.records(
            "SELECT user_id, data_type, record_key, ordering, \(object) FROM \(schema).terra_data_payloads AS t",
            others: """
                SELECT CASE WHEN user_id IS NULL THEN '' ELSE 'user:' || user_id END, payload_type, event_id, ordering,
                \(object) FROM \(schema).terra_misc_payloads AS t
                """
        )
        return try await .records(records, readings: reader.readings(), replacements: reader.replacements())
    }

    func poison(_ sample: SampleEvent) async throws { try await reader.refuse(sample) }

    func setDown(_ isDown: Bool) async throws {
        if isDown { try await proxy.refuse() } else { try await proxy.accept() }
    }

    func setHanging(_ isHanging: Bool) async throws {
        proxy.set(isHanging ? .blackhole : .forward)
    }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        // What only the answer to the rows says.
        proxy.set(.holdResponses(containing: Array("superseded".utf8)))
        try await send()
        try await eventually("an answer is held back") { proxy.holding > 0 }
        try await eventually("the rows are committed", isWritten)
        proxy.cut()
        proxy.set(.forward)
    }
}
