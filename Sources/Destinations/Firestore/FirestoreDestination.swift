import ConfigurationReader
import GoogleCredentials
import HTTPDestinations
import HTTPTransport
import RouterCore

/// Firestore in native mode, through its REST API, version 1: one document a record, its fields the members of the
/// record's JSON (see `FieldsEncoder`), its path by default Terra's: `terra/2022-03-16/{type}/{user_id}-{start_time}.json`
/// is document `….json` of the collection `{type}` of the document `2022-03-16` of the collection `terra`; what is no
/// data goes to the collection `user_events` beside them. The map `distributary` in every document holds the ordering and
/// the identity of its version. A batch is written with one `batchWrite`, each document on the condition that it is absent
/// or was not changed since this process wrote it (`updateTime`); where that does not hold, `batchGet` tells what is there.
///
/// | Firestore answers | and so |
/// |---|---|
/// | OK for a write; a newer version is there | delivered |
/// | FAILED_PRECONDITION, ALREADY_EXISTS, NOT_FOUND, ABORTED for a write | read again, at most 12 times, then retry |
/// | INVALID_ARGUMENT for a write, 413; over 1 MiB by Firestore's own count | rejected; a request is taken apart |
/// | INVALID_ARGUMENT for a read | pause: project or database are wrong |
/// | UNAUTHENTICATED (401), also with a new token | pause |
/// | PERMISSION_DENIED (403) | pause: role, or the API is not enabled |
/// | NOT_FOUND (404) for a request | pause: there is no such database |
/// | FAILED_PRECONDITION for a request | pause: the database is in Datastore mode |
/// | 407 | pause: credentials of the proxy |
/// | RESOURCE_EXHAUSTED (429), UNAVAILABLE (503) | retry, after the time that the answer names |
/// | CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, ABORTED, INTERNAL, DATA_LOSS, anything not listed | retry |
/// | nothing: name, connection, TLS, timeout, reset | retry |
/// | the token endpoint: 400, 401, 403 | pause: the key or grant is refused |
/// | the token endpoint: anything else, or nothing | retry |
package final class FirestoreDestination: Destination {
    package static let kind = "firestore"
    package static let isStore = true
    package static let defaultLimits = BatchLimits(
        maxEvents: 300,
        maxBytes: 3 << 20,
        concurrency: 4,
        maxConcurrency: 8
    )

    private static let scope = "https://www.googleapis.com/auth/datastore"
    /// Batches in flight are a few, each with one request at a time.
    private static let connections = 64

    let configuration: FirestoreConfiguration
    let context: DestinationContext
    let writer: FirestoreWriter

    package static func configure(_ section: ConfigurationSection) -> FirestoreConfiguration? {
        FirestoreConfiguration(section)
    }

    package init(configuration: FirestoreConfiguration, context: DestinationContext) {
        self.configuration = configuration
        self.context = context
        let transport = HTTPClientConfiguration(context, connections: Self.connections, tls: configuration.tls)
        let access = GoogleAccess(
            configuration.credentials,
            scope: Self.scope,
            name: context.name,
            timeout: context.timeout
        )
        let api = GoogleAPIClient(client: HTTPClient(transport), access: access)
        writer = FirestoreWriter(api: api, configuration: configuration)
    }

    package func prepare() async throws(DestinationFailure) {
        do throws(FirestoreFailure) {
            try await probe()
        } catch {
            switch error.outcome {
            case .retry(_, let reason): throw .unavailable(reason: reason)
            case .pause(let reason), .rejected(let reason): throw .needsAttention(reason: reason)
            case .delivered, .skipped: return
            }
        }
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        await writer.write(batch, until: .now + context.timeout)
    }

    package func shutdown() async {
        await writer.api.shutdown()
    }

    /// Reads a document, whether it is there or not.
    func probe() async throws(FirestoreFailure) {
        _ = try await writer.versions(of: ["terra/2022-03-16"], until: .now + context.timeout)
    }
}
