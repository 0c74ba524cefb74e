/// What the reply to a bulk of inserts and upserts says of each operation.
struct BulkReply {
    /// Operations that were done: each matched a document or made one.
    let done: Int64
    /// Those of them that made one.
    let made: Int64
    /// By the operation's position.
    let failures: [Int: MongoFailure]
    let writeConcernFailure: MongoFailure?

    init(_ reply: BSONDocument) {
        made = (reply.number("nUpserted") ?? 0) + (reply.number("nInserted") ?? 0)
        done = made + (reply.number("nMatched") ?? 0)
        var failures: [Int: MongoFailure] = [:]
        for error in reply.documents("writeErrors") {
            guard let index = error.number("index").flatMap({ Int(exactly: $0) }) else { continue }
            failures[index] = MongoFailure(
                .server,
                code: error.number("code") ?? 0,
                message: error.string("errmsg") ?? ""
            )
        }
        self.failures = failures
        writeConcernFailure = reply.documents("writeConcernErrors").first.map { error in
            MongoFailure(.writeConcern, code: error.number("code") ?? 0, message: error.string("errmsg") ?? "")
        }
    }

    /// What became of each of so many operations; `failure` is what libmongoc reports of the whole, if anything.
    func results(count: Int, failure: MongoFailure?) -> [MongoFailure?] {
        // Where the numbers do not add up, something ended the bulk, and of the rest nothing is known.
        let isComplete = Int(done) + failures.count >= count
        let rest: MongoFailure? =
            isComplete
            ? writeConcernFailure
            : (failures.isEmpty ? failure : nil)
                ?? MongoFailure(.network, code: 0, message: "the server did not say what became of the document")
        return (0..<count).map { failures[$0] ?? rest }
    }
}
