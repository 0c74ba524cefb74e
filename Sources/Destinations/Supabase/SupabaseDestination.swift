import ConfigurationReader
import HTTPDestinations
import HTTPTransport
import Logging
import RouterCore

/// A Supabase project: Terra's tables and `glucose_samples` through its Data API, payloads in a bucket of its Storage.
///
/// Of each version of a record the payload goes into the bucket first, as an object that no other version has, then the
/// rows of the batch to the function `distributary_write` in one call, which is one transaction and keeps of each row the
/// newer version. A reader goes from the row to the object `{type}/{payload_id}.json`; whatever order versions arrive in,
/// the row names the newest, whose object was there before. Objects that were replaced are deleted afterwards.
///
/// | the answer | and so |
/// |---|---|
/// | PGRST000 to 003, 08…, 25006, 53…, 57014, 429, 5xx, no answer | retry, after the time in `Retry-After` |
/// | 23505, 40001, 40P01 | at once again, then retry: another instance writes the same rows |
/// | 22…, 23…, 54…, P0001, 44000 | rejected; the batch is taken apart until the event that is refused stands alone |
/// | PGRST1…, PGRST2…, 42P01, 42703, 42883, 42501 | pause: the function, a table, a column, a right is missing, the schema not exposed |
/// | PGRST3…, 401, 403 | pause: the key |
/// | 540 | pause: the project is paused |
/// | Storage: NoSuchBucket, InvalidMimeType, InvalidJWT, AccessDenied | pause |
/// | Storage: EntityTooLarge, InvalidKey, 413 | that event is rejected, the others go on |
/// | Storage: SlowDown, DatabaseTimeout, LockTimeout, InternalError | retry |
/// | Storage: Duplicate, ResourceAlreadyExists | it is there: delivered |
/// | anything else | retry |
///
/// Of a message only what names tables, columns and constraints is shown: others quote values.
package final class SupabaseDestination: Destination {
    package static let kind = "supabase"
    package static let defaultLimits = BatchLimits(maxEvents: 200, maxConcurrency: 8)
    package static let isStore = true

    private let configuration: SupabaseConfiguration
    private let context: DestinationContext
    private let http: HTTPClient
    private let project: SupabaseProject
    private let sweeper: Sweeper

    package static func configure(_ section: ConfigurationSection) -> SupabaseConfiguration? {
        SupabaseConfiguration(section)
    }

    package static func schemaSQL(_ options: SchemaOptions) -> String? {
        SupabaseSchema(schema: options.schema ?? "public", bucket: options.bucket ?? "terra-payloads").sql
    }

    package init(configuration: SupabaseConfiguration, context: DestinationContext) {
        self.configuration = configuration
        self.context = context
        http = HTTPClient(
            HTTPClientConfiguration(context, connections: configuration.connections, tls: configuration.tls)
        )
        project = SupabaseProject(configuration, http: http)
        sweeper = Sweeper(project, timeout: context.timeout)
    }

    /// Writes no rows, which shows whether function, tables, rights and key are as they must be; creates the bucket.
    package func prepare() async throws(DestinationFailure) {
        warnOfPlainText()
        let deadline = ContinuousClock.now + context.timeout
        do throws(SupabaseProject.Failure) {
            let written = try await project.write(.nothing, until: deadline)
            guard written.version >= SupabaseSchema.version else { throw SupabaseExamination.oldFunction }
            if try await !project.hasBucket(until: deadline) { try await project.createBucket(until: deadline) }
        } catch {
            throw error.asDestinationFailure
        }
    }

    /// The key opens everything in the project: whoever is on the way could read it.
    private func warnOfPlainText() {
        let url = configuration.url
        guard !url.isSecure, !["127.0.0.1", "::1", "localhost"].contains(url.host) else { return }
        context.logger.warning(
            "\(context.name) sends its key in plain text to \(url): use https.",
            metadata: ["event": "destination.insecure", "destination": "\(context.name)"]
        )
    }

    package func examine() async -> [ConnectionFinding] {
        await SupabaseExamination(project: project, timeout: context.timeout).findings()
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        guard !batch.events.isEmpty else { return .each([]) }
        let delivery = SupabaseDelivery(
            project: project,
            sweeper: sweeper,
            batch: batch,
            parallelism: configuration.connections,
            deadline: .now + context.timeout
        )
        return .each(await delivery.outcomes())
    }

    package func shutdown() async {
        await sweeper.finish()
        await http.shutdown()
    }
}

extension SupabaseProject.Failure {
    fileprivate var asDestinationFailure: DestinationFailure {
        switch outcome {
        case .pause(let reason), .rejected(let reason): .needsAttention(reason: reason)
        case .retry(_, let reason): .unavailable(reason: reason)
        case .delivered, .skipped: .unavailable(reason: "the project gave no answer")
        }
    }
}
