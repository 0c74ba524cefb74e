import Logging
internal import RouterCore
import Threading

/// Delivers on a thread of its own, where libmongoc may wait.
actor MongoWorker {
    private let executor: ThreadExecutor
    private let pool: ClientPool
    private let configuration: MongoDBConfiguration
    private let timeout: Duration
    private let logger: Logger
    private let name: String
    /// Whether most documents that were last written to a collection were new there, as when a backlog is made up for.
    private var expectsNew: [String: Bool] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ configuration: MongoDBConfiguration, _ context: DestinationContext, _ pool: ClientPool) {
        executor = ThreadExecutor(name: "mo-\(context.name)")
        self.pool = pool
        self.configuration = configuration
        timeout = context.timeout
        logger = context.logger
        name = context.name
    }

    /// Finds a server that takes our writes, and makes the indexes that are missing where that is allowed.
    func prepare() throws(MongoFailure) {
        try pool.withClient { (client) throws(MongoFailure) in
            let commands = MongoCommands(client: client)
            try commands.read(BSONWriter.document { $0.int32("ping", 1) }, database: configuration.database)
            guard configuration.createsIndexes else { return }
            for indexes in CollectionIndexes.all {
                do throws(MongoFailure) {
                    try commands.write(indexes.command, database: configuration.database)
                } catch {
                    guard try isBearable(error, indexes.collection) else { return }
                }
            }
        }
    }

    func deliver(_ batch: Batch) -> Outcomes {
        let start = ContinuousClock.now
        let documents = DocumentBatch(batch, key: configuration.key)
        var settlement = BatchSettlement(documents.documents, events: batch.events.count)
        do throws(MongoFailure) {
            try pool.withClient { (client) throws(MongoFailure) in
                for (collection, members) in documents.collections {
                    // What begins in time ends in time: see `ConnectionString.bound`.
                    guard ContinuousClock.now - start < timeout / 2 else { throw Self.noTimeLeft }
                    write(documents.documents, members, into: collection, with: client, &settlement)
                }
            }
        } catch {
            settlement.settleRest(error)
        }
        return settlement.outcomes
    }

    func examine() -> [ConnectionFinding] { MongoExamination(configuration).findings(pool) }

    /// Closes every connection of the pool.
    func close() { pool.close() }

    private func write(
        _ documents: [StoredDocument],
        _ members: [Int],
        into collection: String,
        with client: OpaquePointer,
        _ settlement: inout BatchSettlement
    ) {
        var rest = members[...]
        while !rest.isEmpty {
            var attempt = (expectsNew[collection] ?? true) ? WriteAttempt.insert : .upsert
            let first = attempt
            var bulk = BulkWrite(client, database: configuration.database, collection: collection)
            var sent: [Int] = []
            while let member = rest.first, bulk.count < Self.maxOperations, bulk.length < Self.maxLength {
                rest = rest.dropFirst()
                if add(documents[member], member, to: &bulk, attempt, &settlement) { sent.append(member) }
            }
            guard !sent.isEmpty else { continue }
            var (results, made) = bulk.execute()
            expectsNew[collection] = made * 2 > sent.count
            while true {
                sent = settle(sent, results, documents, attempt, isFirst: attempt == first, &settlement)
                attempt = attempt.next
                var again = BulkWrite(client, database: configuration.database, collection: collection)
                sent = sent.filter { add(documents[$0], $0, to: &again, attempt, &settlement) }
                guard !sent.isEmpty else { break }
                (results, made) = again.execute()
            }
        }
    }

    /// Adds the write of a document; false where it cannot be one, which is then settled.
    private func add(
        _ document: StoredDocument,
        _ member: Int,
        to bulk: inout BulkWrite,
        _ attempt: WriteAttempt,
        _ settlement: inout BatchSettlement
    ) -> Bool {
        let upsert = GuardedUpsert(document, attempt)
        let length = upsert.document.count
        guard length <= DocumentContent.maxLength else {
            let limit = DocumentContent.maxLength
            let reason = "a document of \(length) bytes in BSON, over MongoDB's limit of \(limit)"
            settlement.settle(member, .rejected(reason: reason))
            return false
        }
        do throws(MongoFailure) {
            switch attempt {
            case .insert: try bulk.insert(upsert.document)
            case .upsert, .last: try bulk.replace(upsert.filter, with: upsert.document)
            }
            return true
        } catch {
            settlement.settle(member, error)
            return false
        }
    }

    /// Settles the documents of a bulk; returns those that are to be written in another way, because their `_id` was
    /// taken.
    ///
    /// Of a document that has a version that may mean two things: there is one that is not older, or another writer made
    /// the document in the same moment, with a version that may be older. Where the document is known to be there already,
    /// only the first is left.
    private func settle(
        _ members: [Int],
        _ results: [MongoFailure?],
        _ documents: [StoredDocument],
        _ attempt: WriteAttempt,
        isFirst: Bool,
        _ settlement: inout BatchSettlement
    ) -> [Int] {
        var taken: [Int] = []
        for (member, failure) in zip(members, results) {
            guard let failure else {
                settlement.settle(member, .delivered)
                continue
            }
            guard MongoVerdict(failure) == .taken else {
                settlement.settle(member, failure)
                continue
            }
            if attempt == .last || (!isFirst && documents[member].hasVersions) {
                settlement.settle(member, .delivered)
            } else {
                taken.append(member)
            }
        }
        return taken
    }

    /// Whether events can be delivered though the indexes cannot be made; false where the others need not be tried.
    private func isBearable(_ failure: MongoFailure, _ collection: String) throws(MongoFailure) -> Bool {
        // The same keys under another name or with other options: the owner's own.
        if failure.origin == .server, [85, 86, 68].contains(failure.code) { return true }
        // No right to, or no such command: then without.
        guard failure.origin == .server, [13, 59, 115].contains(failure.code) else { throw failure }
        logger.info(
            "\(name) may not create indexes; searches by user or time will be slow without them.",
            metadata: ["event": "destination.indexes", "destination": "\(name)", "collection": "\(collection)"]
        )
        return false
    }

    private static let noTimeLeft = MongoFailure(
        .network,
        code: 0,
        message: "the server was too slow for the whole batch; the rest comes later"
    )
    /// In one bulk: more gain nothing. With at most one document more it also stays below what a server takes as one
    /// message, 48,000,000 bytes, and so is one command.
    private static let maxOperations = 1000
    private static let maxLength = 24 << 20
}
