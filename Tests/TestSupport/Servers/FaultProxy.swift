import NIOCore
import NIOPosix
import Synchronization

/// A TCP proxy on 127.0.0.1 in front of a server, with switches for what can go wrong between them.
package final class FaultProxy: Sendable {
    /// What happens to bytes on their way. Every mode holds back or passes on, none loses anything by itself.
    package enum Mode: Sendable, Equatable {
        case forward
        /// Connections are taken, and nothing is passed on in either direction.
        case blackhole
        /// Requests are passed on. From the first response that contains these bytes on (any response for an empty
        /// list), a connection's responses are held back.
        case holdResponses(containing: [UInt8])
        /// Every response comes this much later.
        case delayResponses(Duration)
    }

    private struct State {
        var mode = Mode.forward
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: ProxyConnection] = [:]
        var accepted = 0
        var isRefusing = false
    }

    /// The port that clients connect to; the same for as long as the proxy lives.
    package let port: Int
    private let targetPort: Int
    private let state = Mutex(State())
    private let hold = Mutex<HeldPort?>(nil)

    /// Starts the proxy in front of the server on `targetPort` of 127.0.0.1, on a port of its own where none is given.
    package init(to targetPort: Int, listeningOn port: Int? = nil) async throws {
        self.targetPort = targetPort
        self.port = try port ?? FreePort.pick()
        try await listen()
    }

    deinit {
        let (listener, connections) = state.withLock { ($0.listener, $0.connections.values) }
        listener?.close(promise: nil)
        for connection in connections { connection.reset() }
    }

    /// Connections taken since the start.
    package var accepted: Int { state.withLock { $0.accepted } }

    /// Connections whose responses are held back now.
    package var holding: Int { state.withLock { $0.connections.values.count { $0.isHolding } } }

    /// Sets what happens from now on; `forward` first passes on, in order, what had been held back.
    package func set(_ mode: Mode) {
        let connections = state.withLock { state in
            state.mode = mode
            return Array(state.connections.values)
        }
        if mode == .forward {
            for connection in connections { connection.release() }
        }
    }

    /// Resets every connection; what had been held back is lost.
    package func cut() {
        for connection in state.withLock({ Array($0.connections.values) }) { connection.reset() }
    }

    /// Resets every connection, and refuses new ones.
    package func refuse() async throws {
        let listener = state.withLock { state in
            state.isRefusing = true
            return state.listener.take()
        }
        try await listener?.close()
        cut()
        // The port stays ours, without a listener, so that nobody else can get it meanwhile.
        try await HeldPort.hold(port, in: hold)
    }

    /// Takes connections again after `refuse`.
    package func accept() async throws {
        state.withLock { $0.isRefusing = false }
        try await listen()
        hold.withLock { $0 = nil }
    }

    private func listen() async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { [weak self] client in
                guard let self else { return client.eventLoop.makeFailedFuture(ChannelError.eof) }
                return connect(client)
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
        state.withLock { $0.listener = listener }
    }

    private func connect(_ client: any Channel) -> EventLoopFuture<Void> {
        state.withLock { $0.accepted += 1 }
        return ClientBootstrap(group: client.eventLoop)
            .channelOption(.autoRead, value: false)
            .connect(host: "127.0.0.1", port: targetPort)
            .flatMap { [weak self] server in
                guard let self else { return client.eventLoop.makeFailedFuture(ChannelError.eof) }
                return join(client, server)
            }
            .flatMapError { error in
                // As if the server itself had refused.
                client.resetConnection()
                return client.eventLoop.makeFailedFuture(error)
            }
    }

    private func join(_ client: any Channel, _ server: any Channel) -> EventLoopFuture<Void> {
        let connection = ProxyConnection(client: client, server: server) { [weak self] in
            self?.state.withLock { $0.mode } ?? .forward
        }
        let isRefusing = state.withLock { state in
            state.connections[ObjectIdentifier(connection)] = connection
            return state.isRefusing
        }
        server.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { $0.connections[ObjectIdentifier(connection)] = nil }
        }
        if isRefusing { connection.reset() }
        return connection.start()
    }
}
