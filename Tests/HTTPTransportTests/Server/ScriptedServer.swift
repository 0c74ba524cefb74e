import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// An HTTP/1.1 server on 127.0.0.1 that records what it is sent and answers as the test says, in ways that no real
/// server would too.
final class ScriptedServer: Sendable {
    /// A request as it arrived.
    struct Request: Sendable {
        let method: String
        /// Path and query.
        let uri: String
        let headers: [(name: String, value: String)]
        let body: [UInt8]
        /// The number of the connection it came over, from 1 upwards.
        let connection: Int

        /// The value of the first header of that name, in any case.
        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// What a request is met with.
    enum Answer: Sendable {
        case status(Int, headers: [(String, String)] = [], body: [UInt8] = [])
        /// These bytes in place of a response, and the end of the connection.
        case raw(String)
        /// The end of the connection.
        case close
        /// A TCP reset.
        case reset
        /// Whatever the closure returns, when it returns.
        case later(@Sendable () async -> Answer)

        static let accepted = Answer.status(202)
    }

    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup
    private let log: RequestLog
    let port: Int
    private let scheme: String

    /// Starts to listen on a free port, or on `port`. `records: false` is for measurements: nothing is kept.
    init(
        tls: TLSConfiguration? = nil,
        port: Int = 0,
        records: Bool = true
    ) async throws {
        let log = RequestLog(records: records)
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(
                        ScriptedServerHandler(connection: log.opened(channel), log: log)
                    )
                }
            }
        channel = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
        self.group = group
        self.log = log
        self.port = channel.localAddress?.port ?? 0
        scheme = tls == nil ? "http" : "https"
    }

    /// The URL of `path` on this server.
    func url(_ path: String = "/") -> String { "\(scheme)://127.0.0.1:\(port)\(path)" }

    /// Answers so from now on; 202 before.
    func answer(_ rule: @escaping @Sendable (Request) -> Answer) { log.answer(rule) }

    /// Everything received so far, in the order of arrival.
    var requests: [Request] { log.requests }

    /// How many connections were accepted.
    var connectionCount: Int { log.connectionCount }

    /// Returns when at least `count` requests have been received.
    func waitForRequests(_ count: Int) async { await log.wait(for: count) }

    /// Returns when at least `count` connections have been accepted and none is open.
    func waitForClosedConnections(_ count: Int) async { await log.waitForClosedConnections(count) }

    /// Closes every connection that is open, and returns when that is done.
    func closeConnections() async {
        for channel in log.openChannels { try? await channel.close().get() }
    }

    /// Closes the listening socket and every connection.
    func shutdown() async {
        try? await channel.close().get()
        try? await group.shutdownGracefully()
    }
}
