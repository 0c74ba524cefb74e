import AWSClient
import AWSCredentials
import ConfigurationReader
import HTTPDestinations
import HTTPTransport
import RouterCore
import S3Destination
import Synchronization

/// Sends events to a queue of Amazon SQS, or of a server that speaks its JSON protocol: ten to a request, the payload as
/// the body, and as attributes `id`, `type`, `ordering` (unix milliseconds) `content-type` and, where the event has one, `terra-reference`.
/// What is no text in the destination's format is sent in base64, as the attribute `content-transfer-encoding` says.
///
/// In a FIFO queue (`….fifo`) the group is the user and the deduplication id the event's identity. What is over the
/// queue's limit goes to the bucket of `large_payloads`, in the form that AWS's extended client libraries read.
///
/// | SQS answers | what becomes of the event |
/// |---|---|
/// | an entry under `Successful` | delivered |
/// | an entry under `Failed`: throttled, the key's service throttled | retry, and nothing more of the batch is sent |
/// | an entry under `Failed` that is the sender's fault | rejected |
/// | any other entry under `Failed`, or none | retry |
/// | to a request: InvalidMessageContents, InvalidParameterValue, InvalidAttributeValue, BatchRequestTooLong, 413 | sent again in halves; the message that is refused alone: rejected |
/// | QueueDoesNotExist, InvalidAddress | pause: the queue |
/// | AccessDenied, InvalidClientTokenId, UnrecognizedClient, SignatureDoesNotMatch, other refusals of credentials, 401, 403 | pause |
/// | KmsAccessDenied, KmsDisabled, KmsNotFound and the like | pause: the queue's key |
/// | ExpiredToken | other credentials are fetched and used; where there are none: retry |
/// | a signature that has expired or is not yet valid | signed again at the server's time |
/// | RequestThrottled, ThrottlingException, OverLimit, 429, 503 | retry, after `Retry-After`, and nothing more of the batch is sent |
/// | any other answer; nothing: name, connection, TLS, timeout, reset | retry |
/// | of the bucket of `large_payloads` | as the table at `S3Destination` says |
/// | over the limit, and no bucket is named | rejected |
package final class SQSDestination: Destination {
    package static let kind = "sqs"
    package static let isStore = false
    package static let takesFormat = true
    package static let defaultLimits = BatchLimits(maxAge: .milliseconds(50), maxConcurrency: 8)

    private let configuration: SQSConfiguration
    private let context: DestinationContext
    private let client: AWSClient
    private let queue: SQSClient
    private let bucketClient: AWSClient?
    private let offloading: SQSOffloading?
    /// Looks at the bucket, where there is one.
    private let bucketExamination: S3Examination?
    /// Bytes of a message: the configured limit, else what the queue said.
    private let maximumSize: Mutex<Int>

    package static func configure(_ section: ConfigurationSection) -> SQSConfiguration? {
        SQSConfiguration(section)
    }

    package init(configuration: SQSConfiguration, context: DestinationContext) {
        self.configuration = configuration
        self.context = context
        let transport = HTTPClientConfiguration(
            context,
            connections: configuration.connections,
            // A batch has as many under way as there are connections, and at most 64 batches are.
            maxWaiting: configuration.connections * 64,
            tls: configuration.tls
        )
        client = AWSClient(
            service: "sqs",
            region: configuration.region,
            credentials: AWSCredentialProvider(configuration.credentials),
            transport: transport
        )
        queue = SQSClient(queueURL: configuration.queueURL, client: client)
        maximumSize = Mutex(configuration.maxMessageSize ?? SQSConfiguration.maximumMessageSize)
        guard let large = configuration.largePayloads else {
            (bucketClient, offloading, bucketExamination) = (nil, nil, nil)
            return
        }
        let bucketClient = AWSClient(
            service: "s3",
            region: large.bucket.region,
            credentials: AWSCredentialProvider(large.bucket.credentials),
            transport: transport
        )
        self.bucketClient = bucketClient
        offloading = SQSOffloading(
            store: S3Store(
                S3Configuration(location: large.bucket.location, region: large.bucket.region),
                client: bucketClient,
                name: context.name,
                logger: context.logger
            ),
            bucket: large.bucket.location.bucket,
            prefix: large.prefix
        )
        bucketExamination = S3Examination(location: large.bucket.location, client: bucketClient, prefix: large.prefix)
    }

    /// Asks the queue how large a message may be, which also shows whether it is there.
    package func prepare() async throws(DestinationFailure) {
        do throws(SQSFailure) {
            let size = try await queue.maximumMessageSize(until: .now + context.timeout)
            if configuration.maxMessageSize == nil, let size, size > 0 { maximumSize.withLock { $0 = size } }
        } catch {
            // It may not be allowed to ask, and does not need to.
            guard !error.isAccessDenied else { return }
            switch error.verdict.outcome {
            case .pause(let reason): throw .needsAttention(reason: reason)
            case .retry(_, let reason), .rejected(let reason): throw .unavailable(reason: reason)
            case .delivered, .skipped: return
            }
        }
    }

    package func examine() async -> [ConnectionFinding] {
        await SQSExamination(queue: queue, bucket: bucketExamination).findings(until: .now + context.timeout)
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        let sender = SQSSender(
            client: queue,
            encoder: configuration.encoder,
            offloading: offloading,
            maximumSize: maximumSize.withLock { $0 },
            connections: configuration.connections,
            isFIFO: configuration.isFIFO,
            preservesUserOrder: context.preservesUserOrder
        )
        return await sender.send(batch, until: .now + context.timeout)
    }

    package func shutdown() async {
        await client.shutdown()
        await bucketClient?.shutdown()
    }
}
