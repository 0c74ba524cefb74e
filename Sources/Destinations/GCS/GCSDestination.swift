import ConfigurationReader
import Foundation
import GoogleCredentials
import HTTPDestinations
import HTTPTransport
import ObjectStorage
import RouterCore

/// Google Cloud Storage, through its JSON API: both layouts of `ObjectWriter`, whose conditions become preconditions on
/// the object's generation. The event's ordering and id are the object's custom metadata `ordering` and `id`. The server
/// compares what it got with the MD5 that is sent along. Objects of more than `resumable_threshold` are sent in chunks,
/// and go on where they were when a chunk is lost.
///
/// | Cloud Storage answers | and so |
/// |---|---|
/// | 2xx | delivered |
/// | 412 (the generation is another one) | looked at again: delivered where something newer is there, else written |
/// | 400 because the MD5 differs | retry |
/// | 400 that asks for a project to bill | pause |
/// | 400, 411, 413, 414, 416, a name of over 1024 bytes | rejected; an object of several events is taken apart |
/// | 401, also with a new token | pause |
/// | 403 for a rate or quota, 429 | retry, after the time in `Retry-After` |
/// | 403 for a retention policy or a hold | rejected |
/// | any other 403; 407 | pause: permissions; credentials of the proxy |
/// | 404 for a write | pause: there is no such bucket |
/// | 404, 410 within an upload in chunks | retry, from its beginning |
/// | 408, 5xx, anything not listed | retry |
/// | nothing: name, connection, TLS, timeout, reset | retry |
/// | the token endpoint: 400, 401, 403 | pause: the key or grant is refused |
/// | the token endpoint: anything else, or nothing | retry |
package final class GCSDestination: Destination {
    package static let kind = "gcs"
    package static let isStore = true
    package static let takesFormat = true
    package static let defaultLimits = BatchLimits(maxBytes: 8 << 20, maxConcurrency: 8)

    private static let scope = "https://www.googleapis.com/auth/devstorage.read_write"

    let configuration: GCSConfiguration
    let context: DestinationContext
    let store: GCSStore
    private let writer: ObjectWriter

    package static func configure(_ section: ConfigurationSection) -> GCSConfiguration? {
        GCSConfiguration(section)
    }

    package init(configuration: GCSConfiguration, context: DestinationContext) {
        self.configuration = configuration
        self.context = context
        let transport = HTTPClientConfiguration(
            context,
            connections: configuration.connections,
            tls: configuration.tls
        )
        let access = GoogleAccess(
            configuration.credentials,
            scope: Self.scope,
            name: context.name,
            timeout: context.timeout
        )
        store = GCSStore(
            api: GoogleAPIClient(client: HTTPClient(transport), access: access),
            requests: GCSRequests(endpoint: configuration.endpoint, bucket: configuration.bucket),
            resumableThreshold: configuration.resumableThreshold,
            chunkSize: configuration.chunkSize
        )
        writer = ObjectWriter(
            store: store,
            layout: configuration.layout,
            parallelism: configuration.connections,
            name: context.name
        )
    }

    package func prepare() async throws(DestinationFailure) {
        let missing: [String]
        do throws(ObjectStoreFailure) {
            missing = try await BucketCheck(store: store, deadline: .now + context.timeout).missingPermissions()
        } catch {
            switch error.outcome {
            case .retry(_, let reason): throw .unavailable(reason: reason)
            case .pause(let reason), .rejected(let reason): throw .needsAttention(reason: reason)
            case .delivered, .skipped: return
            }
        }
        guard missing.isEmpty else { throw .needsAttention(reason: Self.lacking(missing, configuration.bucket)) }
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        await writer.write(batch, until: .now + context.timeout)
    }

    package func shutdown() async {
        await store.api.shutdown()
    }
}
