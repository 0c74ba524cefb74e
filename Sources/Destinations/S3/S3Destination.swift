import AWSClient
import AWSCredentials
import ConfigurationReader
import HTTPDestinations
import HTTPTransport
import ObjectStorage
import RouterCore

/// Writes events to a bucket of Amazon S3, or of a server that speaks its REST API.
///
/// The event's ordering and identity are kept as the object's metadata `ordering` and `id`; `ObjectWriter` says how the
/// newest version stays. Conditions are `If-None-Match: *` and `If-Match: ETag`. Whether the server honours them is found
/// out with the first document that is written; for one that does not, what is stored is looked at before each write.
///
/// | the server answers | what becomes of the event |
/// |---|---|
/// | 200 | delivered |
/// | 412 PreconditionFailed, 409 ConditionalRequestConflict, 404 NoSuchKey to a conditional write | what is stored is looked at again |
/// | 501 NotImplemented to a conditional write | conditions are given up from then on, and the write is repeated without |
/// | 403 RequestTimeTooSkewed | signed again at the server's time; if it is refused again: retry |
/// | ExpiredToken, TokenRefreshRequired | other credentials are fetched and used; where there are none: retry |
/// | SlowDown, ServiceUnavailable, 429, 503, 507, a full store or quota | retry, after `Retry-After`, and nothing more of the batch is sent |
/// | AccessDenied, InvalidAccessKeyId, SignatureDoesNotMatch, InvalidToken, AccountProblem, 401, any other 403 | pause |
/// | NoSuchBucket, InvalidBucketName | pause: the bucket |
/// | 301 PermanentRedirect, AuthorizationHeaderMalformed, IllegalLocationConstraintException | pause: the region |
/// | KMS.DisabledException, KMS.NotFoundException | pause: the bucket's key |
/// | 407 | pause: the proxy |
/// | EntityTooLarge, KeyTooLongError, MetadataTooLarge, InvalidURI, 413, 414 | rejected |
/// | BadDigest, IncompleteBody, RequestTimeout, InternalError, 307, any other answer | retry |
/// | nothing: name, connection, TLS, timeout, reset | retry |
/// | no credentials anywhere, or their source refuses them | pause; their source is away: retry |
package final class S3Destination: Destination {
    package static let kind = "s3"
    package static let isStore = true
    package static let takesFormat = true
    package static let defaultLimits = BatchLimits(maxConcurrency: 8)

    private let store: S3Store
    private let client: AWSClient
    private let writer: ObjectWriter
    private let examination: S3Examination
    private let timeout: Duration

    package static func configure(_ section: ConfigurationSection) -> S3Configuration? {
        S3Configuration(section)
    }

    package convenience init(configuration: S3Configuration, context: DestinationContext) {
        self.init(
            configuration: configuration,
            context: context,
            credentials: AWSCredentialProvider(configuration.credentials)
        )
    }

    /// With credentials from elsewhere than this process's environment.
    package init(configuration: S3Configuration, context: DestinationContext, credentials: AWSCredentialProvider) {
        client = AWSClient(
            service: "s3",
            region: configuration.region,
            credentials: credentials,
            transport: HTTPClientConfiguration(
                context,
                connections: configuration.connections,
                // A batch has as many under way as there are connections, and at most 64 batches are.
                maxWaiting: configuration.connections * 64,
                tls: configuration.tls
            )
        )
        store = S3Store(configuration, client: client, name: context.name, logger: context.logger)
        writer = ObjectWriter(
            store: store,
            layout: configuration.layout,
            parallelism: configuration.connections,
            name: context.name
        )
        examination = S3Examination(
            location: configuration.location,
            client: client,
            prefix: configuration.layout.prefix
        )
        timeout = context.timeout
    }

    package func prepare() async throws(DestinationFailure) {
        switch await examination.look(until: .now + timeout) {
        case .listed, .notListed: return
        case .unreachable(let reason): throw .unavailable(reason: reason)
        case .noCredentials(let outcome), .failed(let outcome):
            guard case .pause(let reason) = outcome else { throw .unavailable(reason: outcome.reason) }
            throw .needsAttention(reason: reason)
        }
    }

    package func examine() async -> [ConnectionFinding] {
        await examination.findings(until: .now + timeout)
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        await writer.write(batch, until: .now + timeout)
    }

    package func shutdown() async {
        await client.shutdown()
    }
}
