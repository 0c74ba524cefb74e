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
                    upsert(documents.documents, members, into: collection, with: client, &settlement)
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

    private func upsert(
        _ documents: [StoredDocument],
        _ members: [Int],
        into collection: String,
        with client: OpaquePointer,
        _ settlement: inout BatchSettlement
    ) {
        var rest = members[...]
        while !rest.isEmpty {
            var bulk = BulkUpsert(client, database: configuration.database, collection: collection)
            var sent: [Int] = []
            while let member = rest.first, bulk.count < Self.maxOperations, bulk.length < Self.maxLength {
                rest = rest.dropFirst()
                if add(documents[member], member, to: &bulk, again: false, &settlement) { sent.append(member) }
            }
            let taken = settle(sent, bulk, again: false, &settlement)
            guard !taken.isEmpty else { continue }
            var second = BulkUpsert(client, database: configuration.database, collection: collection)
            let again = taken.filter { add(documents[$0], $0, to: &second, again: true, &settlement) }
            _ = settle(again, second, again: true, &settlement)
        }
    }

    /// Adds the upsert of a document; false where it cannot be one, which is then settled.
    private func add(
        _ document: StoredDocument,
        _ member: Int,
        to bulk: inout BulkUpsert,
        again: Bool,
        _ settlement: inout BatchSettlement
    ) -> Bool {
        let upsert = GuardedUpsert(document, again: again)
        guard upsert.document.count <= DocumentContent.maxLength else {
            settlement.settle(
                member,
                .rejected(
                    reason: """
                        a document of \(upsert.document.count) bytes in BSON, over MongoDB's limit of \
                        \(DocumentContent.maxLength)
                        """
                )
            )
            return false
        }
        do {
            try bulk.replace(upsert.filter, with: upsert.document)
            return true
        } catch {
            settlement.settle(member, error)
            return false
        }
    }

    /// Sends a bulk and settles its documents; returns those whose `_id` was taken.
    ///
    /// That may mean two things: there is a version that is not older, or another writer made the document in the same
    /// moment, with a version that may be older. The second attempt tells them apart: the document is there now, so it
    /// is replaced, or it is not older.
    private func settle(
        _ members: [Int],
        _ bulk: borrowing BulkUpsert,
        again: Bool,
        _ settlement: inout BatchSettlement
    ) -> [Int] {
        guard !members.isEmpty else { return [] }
        var taken: [Int] = []
        for (member, failure) in zip(members, bulk.execute()) {
            guard let failure else {
                settlement.settle(member, .delivered)
                continue
            }
            guard MongoVerdict(failure) == .taken else {
                settlement.settle(member, failure)
                continue
            }
            if again {
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
