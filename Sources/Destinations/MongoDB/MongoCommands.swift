import CMongoC

/// Commands that are run one at a time. Calls block.
struct MongoCommands {
    let client: OpaquePointer

    /// Runs a command that writes nothing.
    @discardableResult
    func read(_ command: [UInt8], database: String) throws(MongoFailure) -> BSONDocument {
        var error = bson_error_t()
        var reply: OpaquePointer?
        let succeeded = withBSON(command) { cmongoc_read_command(client, database, $0, &reply, &error) }
        defer { bson_destroy(reply) }
        guard succeeded else { throw MongoFailure(error) }
        return BSONDocument(bytes(of: reply)[...])
    }

    /// Runs a command that writes, on the primary.
    func write(_ command: [UInt8], database: String) throws(MongoFailure) {
        var error = bson_error_t()
        var reply: OpaquePointer?
        let succeeded = withBSON(command) { cmongoc_write_command(client, database, $0, &reply, &error) }
        bson_destroy(reply)
        guard succeeded else { throw MongoFailure(error) }
    }
}
