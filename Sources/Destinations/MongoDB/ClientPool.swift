import CMongoC
import Synchronization

/// libmongoc's pool of clients, which share what is known of the servers. Made when it is first needed, because that
/// may have to ask the name service, which may fail.
final class ClientPool: Sendable {
    /// Thread-safe by libmongoc's documentation; destroyed once, after the last client came back.
    private struct Pool: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    private let configuration: MongoDBConfiguration
    private let timeout: Duration
    private let pool = Mutex<Pool?>(nil)

    init(_ configuration: MongoDBConfiguration, timeout: Duration) {
        self.configuration = configuration
        self.timeout = timeout
    }

    deinit {
        if let pool = pool.withLock({ $0.take() }) { mongoc_client_pool_destroy(pool.pointer) }
    }

    /// Runs `body` with a client of its own. May block: for names, for servers.
    func withClient<Result>(_ body: (OpaquePointer) throws(MongoFailure) -> Result) throws(MongoFailure) -> Result {
        let pool = try open().pointer
        guard let client = mongoc_client_pool_try_pop(pool) else {
            throw MongoFailure(
                .client,
                code: 0,
                message: "maxPoolSize of the URL leaves no connection for this delivery"
            )
        }
        defer { mongoc_client_pool_push(pool, client) }
        return try body(client)
    }

    /// Closes every connection. No client may be in use.
    func close() {
        if let pool = pool.withLock({ $0.take() }) { mongoc_client_pool_destroy(pool.pointer) }
    }

    private func open() throws(MongoFailure) -> Pool {
        try pool.withLock { (pool) throws(MongoFailure) in
            if let pool { return pool }
            guard let string = ConnectionString(configuration.url) else {
                throw MongoFailure(.client, code: 0, message: "the connection string cannot be read")
            }
            if let tls = configuration.tls { string.apply(tls) }
            string.bound(by: timeout)
            var error = bson_error_t()
            guard let pointer = mongoc_client_pool_new_with_error(string.uri, &error) else {
                throw MongoFailure(error, isAnswer: false)
            }
            // From version 2 on errors of the server are told from libmongoc's own.
            mongoc_client_pool_set_error_api(pointer, MONGOC_ERROR_API_VERSION_2)
            let opened = Pool(pointer: pointer)
            pool = opened
            return opened
        }
    }
}
