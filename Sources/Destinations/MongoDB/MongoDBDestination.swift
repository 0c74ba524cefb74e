package import ConfigurationReader
import Logging
package import RouterCore
import Synchronization

/// MongoDB 4.2 or newer, and what speaks its protocol, through libmongoc: the collections and ids of Terra's own
/// destination, written by unordered bulks of upserts that are guarded by the ordering; where most documents are new,
/// of inserts first.
///
/// The reply tells what became of each document. What an error means, by MongoDB's codes:
///
/// | error | what happened | outcome |
/// |---|---|---|
/// | 11000 of `_id`, again | there is a version that is not older | delivered |
/// | 11000 of another index, 2, 9, 14, 22, 52, 57, 66, 121, 10334, 16755, 17280 | the document | rejected |
/// | a document over 16 MiB | | rejected with the limit, without being sent |
/// | 11, 13, 18, 8000, a failed login | credentials, rights | pause |
/// | 20, 59, 61, 72, 73, 166, 13297, write concern 100 | the server, the collection or the write concern | pause |
/// | a certificate that cannot be verified | | pause |
/// | 6, 7, 89, 91, 189, 9001, 10107, 11600, 11602, 13435, 13436 | network, shutdown, another primary | retry |
/// | 16500 | too many requests (Azure Cosmos DB) | retry, after what the server says |
/// | 64 and other write concern errors | written, not yet on a majority | retry |
/// | 50, 112, 14031, not known | time, conflict, disk | retry |
///
/// A reason holds the code and the message up to where MongoDB begins to quote the document.
package final class MongoDBDestination: Destination {
    package static let kind = "mongodb"
    package static let defaultLimits = BatchLimits(maxConcurrency: 8)
    package static let isStore = true
    package static let hasOwnThreads = true

    private let pool: ClientPool
    private let idle = Mutex<[MongoWorker]>([])
    private let hasWarned = Mutex(false)
    private let configuration: MongoDBConfiguration
    private let context: DestinationContext

    package init(configuration: MongoDBConfiguration, context: DestinationContext) {
        pool = ClientPool(configuration, timeout: context.timeout)
        self.configuration = configuration
        self.context = context
    }

    package static func configure(_ section: ConfigurationSection) -> MongoDBConfiguration? {
        MongoDBConfiguration(section)
    }

    package func prepare() async throws(DestinationFailure) {
        warnWhereUnverified()
        let worker = take()
        defer { put(worker) }
        do {
            try await worker.prepare()
        } catch {
            switch MongoVerdict(error) {
            case .retry, .taken: throw .unavailable(reason: error.reason)
            case .pause, .reject: throw .needsAttention(reason: error.advice)
            }
        }
    }

    package func examine() async -> [ConnectionFinding] {
        let worker = take()
        defer { put(worker) }
        return await worker.examine()
    }

    package func deliver(_ batch: Batch) async -> Outcomes {
        let worker = take()
        defer { put(worker) }
        return await worker.deliver(batch)
    }

    package func shutdown() async { await take().close() }

    private func take() -> MongoWorker {
        idle.withLock { $0.popLast() } ?? MongoWorker(configuration, context, pool)
    }

    private func put(_ worker: MongoWorker) { idle.withLock { $0.append(worker) } }

    /// Said once, however often the destination has to be prepared.
    private func warnWhereUnverified() {
        guard let string = ConnectionString(configuration.url) else { return }
        if let tls = configuration.tls { string.apply(tls) }
        guard string.usesTLS ? string.isUnverified : !string.isLocal else { return }
        let isFirst = hasWarned.withLock { hasWarned in
            defer { hasWarned = true }
            return !hasWarned
        }
        guard isFirst else { return }
        let what =
            string.usesTLS ? "does not verify the server's certificate" : "does not use TLS (tls=true in its URL)"
        context.logger.warning(
            "\(context.name) \(what): whoever is on the way to the server can read and change the events.",
            metadata: ["event": "destination.insecure", "destination": "\(context.name)"]
        )
    }
}
