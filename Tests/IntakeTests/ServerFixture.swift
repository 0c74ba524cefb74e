import Intake
import Logging
import NIOPosix
import RouterCore
import TestSupport

/// An `IntakeServer` with a stub journal on a port of its own, for as long as a test runs.
struct ServerFixture: Sendable {
    let journal: StubJournal
    let log: LogCapture
    let server: IntakeServer
    let addresses: [ListenAddress]

    /// The port of the first listener.
    var port: Int {
        guard case .tcp(_, let port) = addresses[0] else { return 0 }
        return port
    }

    static func with(
        limits: IntakeLimits = IntakeLimits(),
        authentication: Authentication = .open,
        listeners: [ListenerConfiguration] = [
            ListenerConfiguration(address: .tcp(host: "127.0.0.1", port: 0), role: [.intake, .admin])
        ],
        status: [UInt8] = Array("{}".utf8),
        _ body: (ServerFixture) async throws -> Void
    ) async throws {
        let journal = StubJournal()
        let log = LogCapture()
        let (server, run) = try make(limits, authentication, listeners, status, journal, log)
        let (bound, continuation) = AsyncStream<[ListenAddress]>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await run { continuation.yield($0) }
            }
            var addresses: [ListenAddress]?
            for await all in bound {
                addresses = all
                break
            }
            do {
                if let addresses {
                    try await body(
                        ServerFixture(journal: journal, log: log, server: server, addresses: addresses)
                    )
                }
            } catch {
                await server.shutdown(within: .zero)
                throw error
            }
            journal.resume()
            await server.shutdown(within: .zero)
            try await group.waitForAll()
        }
    }

    private typealias Run = @Sendable (@escaping @Sendable ([ListenAddress]) -> Void) async throws -> Void

    private static func make(
        _ limits: IntakeLimits,
        _ authentication: Authentication,
        _ listeners: [ListenerConfiguration],
        _ status: [UInt8],
        _ journal: StubJournal,
        _ log: LogCapture
    ) throws -> (IntakeServer, Run) {
        let counters = IntakeCounters()
        let budget = MemoryBudget(limit: limits.maxBytesInFlight)
        let clock: @Sendable () -> Int64 = { HandlerFixture.now }
        let handler = IntakeHandler(
            limits: limits,
            policy: IntakePolicy(authentication: authentication, routes: Routes([])),
            journal: journal,
            pages: AdminPages(status: { status }, metrics: { [] }, isReady: { true }),
            budget: budget,
            counters: counters,
            logger: log.logger(),
            clock: clock
        )
        let server = try IntakeServer(
            configuration: IntakeConfiguration(listeners: listeners, limits: limits),
            handler: handler,
            budget: budget,
            counters: counters,
            group: MultiThreadedEventLoopGroup.singleton,
            logger: log.logger(),
            clock: clock
        )
        return (server, { onListening in try await server.run { onListening($0) } })
    }
}

/// A request with a body, as it goes over the wire.
func post(_ body: String, headers: [String] = [], path: String = "/events") -> String {
    let lines = ["POST \(path) HTTP/1.1", "Host: x", "Content-Length: \(body.utf8.count)"] + headers
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
}
