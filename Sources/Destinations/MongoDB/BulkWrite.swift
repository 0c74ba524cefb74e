import CMongoC

/// Inserts or upserts into one collection, unordered, sent in one go.
struct BulkWrite: ~Copyable {
    private let collection: OpaquePointer
    private let bulk: OpaquePointer
    private(set) var count = 0
    private(set) var length = 0

    init(_ client: OpaquePointer, database: String, collection name: String) {
        let opened: OpaquePointer = mongoc_client_get_collection(client, database, name)
        collection = opened
        bulk = withBSON(BSONWriter.document { $0.bool("ordered", false) }) { options in
            mongoc_collection_create_bulk_operation_with_opts(opened, options)
        }
    }

    deinit {
        mongoc_bulk_operation_destroy(bulk)
        mongoc_collection_destroy(collection)
    }

    /// Adds an insert of a document.
    mutating func insert(_ document: [UInt8]) throws(MongoFailure) {
        var error = bson_error_t()
        let isAdded = withBSON(document) { document in
            withBSON(Self.unchecked) { mongoc_bulk_operation_insert_with_opts(bulk, document, $0, &error) }
        }
        guard isAdded else { throw MongoFailure(error) }
        count += 1
        length += document.count
    }

    /// Adds an upsert of a document in place of the one that `filter` finds.
    mutating func replace(_ filter: [UInt8], with document: [UInt8]) throws(MongoFailure) {
        var error = bson_error_t()
        let isAdded = withBSON(filter) { filter in
            withBSON(document) { document in
                withBSON(Self.upsert) {
                    mongoc_bulk_operation_replace_one_with_opts(bulk, filter, document, $0, &error)
                }
            }
        }
        guard isAdded else { throw MongoFailure(error) }
        count += 1
        length += document.count + filter.count
    }

    /// Sends the operations; what became of each, nil where it is done, and how many documents are new.
    func execute() -> (results: [MongoFailure?], made: Int) {
        var error = bson_error_t()
        var reply: OpaquePointer?
        let server = cmongoc_execute(bulk, &reply, &error)
        defer { bson_destroy(reply) }
        let failure = server == 0 ? MongoFailure(error) : nil
        let said = BulkReply(BSONDocument(bytes(of: reply)[...]))
        return (said.results(count: count, failure: failure), Int(said.made))
    }

    /// Empty names are fine in MongoDB, and the encoder makes sure of the rest.
    private static let unchecked = BSONWriter.document { $0.bool("validate", false) }
    private static let upsert = BSONWriter.document { options in
        options.bool("upsert", true)
        options.bool("validate", false)
    }
}

/// Hands bytes of BSON to libmongoc.
func withBSON<Result>(_ bytes: [UInt8], _ body: (OpaquePointer) -> Result) -> Result {
    guard let document = bson_new_from_data(bytes, bytes.count) else {
        preconditionFailure("a document that was written here is none")
    }
    defer { bson_destroy(document) }
    return body(document)
}

/// The bytes of a document of libmongoc's; an empty one where there is none.
func bytes(of document: OpaquePointer?) -> [UInt8] {
    guard let document, let data = bson_get_data(document) else { return BSONWriter.document { _ in } }
    return Array(UnsafeBufferPointer(start: data, count: Int(cmongoc_length(document))))
}
