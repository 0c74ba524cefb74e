import Foundation
import PostgresDestination
import RouterCore
import TestSupport

/// PostgreSQL, with a schema of its own. What it holds is read with `psql`, past whatever brings about the faults.
final class PostgresSubject: ConformanceSubject {
    private enum Trouble {
        /// The server of the test run, or pgbouncer, behind a proxy.
        case proxy(FaultProxy)
        /// A server of its own, which is killed and frozen.
        case server(PrivatePostgres)
    }

    private let schema = "conformance_" + UUID().uuidString.lowercased().replacing("-", with: "")
    private let reader: PsqlReader
    private let url: String
    private let trouble: Trouble

    /// On the server of the test run, straight or through pgbouncer in transaction mode.
    init(isPooled: Bool) async throws {
        let server = try TestServers.postgres
        reader = PsqlReader(server: server, schema: schema)
        let target = try ServerURL(isPooled ? TestServers.pgbouncer : server)
        let proxy = try await FaultProxy(to: target.port)
        // Without TLS, so that the proxy can tell a delivery's answer from a connection being set up.
        url = target.url(port: proxy.port, query: "sslmode=disable")
        trouble = .proxy(proxy)
    }

    /// On a server of its own: down is killed with SIGKILL, hanging is stopped with SIGSTOP.
    init(killing own: PrivatePostgres) {
        reader = PsqlReader(server: own.uri, schema: schema)
        url = own.uri
        trouble = .server(own)
    }

    func reason(against fault: Fault) -> String? {
        guard case .server = trouble, fault == .lostAnswer else { return nil }
        return "a server does not lose answers, a network does: the subject behind a proxy has that"
    }

    func makeDestination(_ context: DestinationContext) throws -> any Destination {
        try configured(PostgresDestination.self, ["url": url, "schema": schema], context)
    }

    func stored() async throws -> StoredState {
        let document = "encode(convert_to(payload::text, 'UTF8'), 'hex')"
        let records = try await reader.records(
            "SELECT user_id, data_type, record_key, ordering, \(document) FROM \(schema).terra_data_payloads",
            others: """
                SELECT CASE WHEN user_id IS NULL THEN '' ELSE 'user:' || user_id END, event_type, event_id, ordering,
                \(document) FROM \(schema).terra_other_payloads
                """
        )
        return try await .records(records, readings: reader.readings(), replacements: reader.replacements())
    }

    func poison(_ sample: SampleEvent) async throws { try await reader.refuse(sample) }

    func setDown(_ isDown: Bool) async throws {
        switch trouble {
        case .proxy(let proxy): if isDown { try await proxy.refuse() } else { try await proxy.accept() }
        case .server(let server): if isDown { await server.kill() } else { try await server.start() }
        }
    }

    func setHanging(_ isHanging: Bool) async throws {
        switch trouble {
        case .proxy(let proxy): proxy.set(isHanging ? .blackhole : .forward)
        case .server(let server): if isHanging { await server.freeze() } else { await server.thaw() }
        }
    }

    func loseNextAnswer(send: () async throws -> Void, until isWritten: () async throws -> Bool) async throws {
        guard case .proxy(let proxy) = trouble else { preconditionFailure("the fault does not apply") }
        proxy.set(.holdResponses(containing: Array("INSERT 0 ".utf8)))
        try await send()
        try await eventually("an answer is held back") { proxy.holding > 0 }
        try await eventually("the rows are committed", isWritten)
        proxy.cut()
        proxy.set(.forward)
    }
}
