import ConfigurationReader
import HTTPDestinations
import HTTPTransport
import Logging
import ObjectStorage
import RouterCore

/// Azure Blob Storage, or what speaks its REST protocol: block blobs in one container, in the layouts `documents` and
/// `batches`. Which version of a document stays is `ObjectWriter`'s part; the conditions are ETags, and a blob carries
/// `ordering` and `id` as metadata.
///
/// Up to `block_threshold` a blob is one Put Blob, above it blocks and a Put Block List that is conditional and makes
/// them the blob's content at once. Every body is sent with its MD5, which the service verifies and keeps.
///
/// | `x-ms-error-code` | and so |
/// |---|---|
/// | ConditionNotMet, BlobAlreadyExists | another version is there: it is looked at, and the write repeated or given up |
/// | ServerBusy, OperationTimedOut, InternalError, ContainerBeingDeleted, AccountBeingCreated, LeaseIdMissing | retry, after the time in `Retry-After` |
/// | Md5Mismatch, IncompleteBody, InvalidBlockList | retry: damaged on the way; another writer's blob came between the blocks |
/// | RequestBodyTooLarge, MetadataTooLarge, InvalidUri, OutOfRangeInput, InvalidBlobType, BlobImmutableDueTo…, BlobArchived | rejected |
/// | AuthenticationFailed, Authorization…, KeyBasedAuthenticationNotPermitted, AccountIsDisabled, other 401 and 403 | pause; before that a token is renewed, and a date that the service takes for wrong corrected by its own, once |
/// | ContainerNotFound | the container is created, unless `create_container` is false; else pause |
/// | InvalidHeaderValue, UnsupportedHeader, MissingRequired… and their like | pause: every request would meet with the same |
/// | anything else, no answer | retry |
package final class AzureBlobDestination: Destination {
    package static let kind = "azure_blob"
    package static let defaultLimits = BatchLimits(maxEvents: 256, maxBytes: 8 << 20, maxConcurrency: 8)
    package static let isStore = true
    package static let takesFormat = true

    /// A signature that ends this soon is warned of, in seconds.
    private static let expiryWarning: Int64 = 7 * 86_400

    private let configuration: AzureBlobConfiguration
    private let context: DestinationContext
    private let http: HTTPClient
    private let container: BlobContainer
    private let writer: ObjectWriter

    package static func configure(_ section: ConfigurationSection) -> AzureBlobConfiguration? {
        AzureBlobConfiguration(section)
    }

    package init(configuration: AzureBlobConfiguration, context: DestinationContext) {
        self.configuration = configuration
        self.context = context
        http = HTTPClient(
            HTTPClientConfiguration(context, connections: configuration.connections, tls: configuration.tls)
        )
        let account = configuration.account
        container = BlobContainer(
            client: BlobClient(endpoint: account.endpoint, credential: account.credential, http: http),
            endpoint: account.endpoint,
            name: configuration.container,
            creates: configuration.createsContainer,
            blockThreshold: configuration.blockThreshold,
            blockSize: configuration.blockSize
        )
        writer = ObjectWriter(
            store: container,
            layout: configuration.layout,
            parallelism: configuration.connections,
            name: context.name
        )
    }

    /// Asks for a blob that nobody writes, which shows all but whether writing is permitted; creates the container.
    package func prepare() async throws(DestinationFailure) {
        try checkExpiry()
        do throws(ObjectStoreFailure) {
            let deadline = ContinuousClock.now + context.timeout
            let response = try await container.probe(until: deadline)
            switch BlobProbe(response) {
            case .good, .unreadable: return
            case .noContainer where configuration.createsContainer: try await container.create(until: deadline)
            case .noContainer, .refused:
                throw BlobVerdict.failure(response, now: BlobClient.now()) ?? BlobVerdict.outOfTime
            }
        } catch {
            throw error.asDestinationFailure
        }
    }

    package func examine() async -> [ConnectionFinding] {
        await BlobExamination(
            container: container,
            endpoint: configuration.account.endpoint,
            creates: configuration.createsContainer,
            timeout: context.timeout
        ).findings()
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        await writer.write(batch, until: ContinuousClock.now + context.timeout)
    }

    package func shutdown() async {
        await http.shutdown()
    }

    private func checkExpiry() throws(DestinationFailure) {
        guard case .sharedAccessSignature(let signature) = configuration.account.credential,
            let expiry = signature.expiry
        else { return }
        let now = BlobClient.now()
        guard expiry > now else {
            throw .needsAttention(
                reason: "the shared access signature ended on \(HTTPDate.text(expiry)): make a new one"
            )
        }
        if expiry - now < Self.expiryWarning {
            context.logger.warning(
                "The shared access signature of \(context.name) ends on \(HTTPDate.text(expiry)).",
                metadata: ["event": "destination.expires", "destination": "\(context.name)"]
            )
        }
    }
}

extension ObjectStoreFailure {
    fileprivate var asDestinationFailure: DestinationFailure {
        switch outcome {
        case .pause(let reason), .rejected(let reason): .needsAttention(reason: reason)
        case .retry(_, let reason): .unavailable(reason: reason)
        case .delivered, .skipped: .unavailable(reason: "the Blob service gave no answer")
        }
    }
}
