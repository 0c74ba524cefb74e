import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A real HTTP/1.1 server on 127.0.0.1 that keeps what it was sent and answers as it is told. It verifies nothing.
package final class WebhookReceiver: Sendable {
    /// Decides about a request; called again for a request that had to wait.
    package typealias Rule = @Sendable (ReceivedRequest) -> ReceiverAnswer

    struct Waiting {
        let request: ReceivedRequest
        let answer: @Sendable (ReceiverAnswer) -> Void
    }

    private struct State {
        var rule: Rule
        var requests: [ReceivedRequest] = []
        var answered: [(request: ReceivedRequest, status: Int)] = []
        var waiting: [Waiting] = []
        var mostWaiting = 0
        var connections = 0
        var channels: [ObjectIdentifier: any Channel] = [:]
        var listener: (any Channel)?
    }

    /// The port that it listens on; the same for as long as it lives.
    package let port: Int
    /// `http` or `https`, host, port and a path.
    package let url: String
    private let tls: NIOSSLContext?
    private let state: Mutex<State>
    private let hold = Mutex<HeldPort?>(nil)

    /// Starts listening; `rule` decides about each request, 200 for all of them unless said otherwise. With TLS it
    /// shows the test certificate of `TestServers`.
    package init(isSecure: Bool = false, rule: @escaping Rule = { _ in .status(200) }) async throws {
        port = try FreePort.pick()
        url = "\(isSecure ? "https" : "http")://127.0.0.1:\(port)/hook"
        tls = try isSecure ? Self.makeTLS() : nil
        state = Mutex(State(rule: rule))
        try await listen()
    }

    deinit {
        let (listener, channels) = state.withLock { ($0.listener, $0.channels.values) }
        listener?.close(promise: nil)
        for channel in channels { channel.close(promise: nil) }
    }

    /// Every complete request so far, in the order of arrival.
    package var requests: [ReceivedRequest] { state.withLock { $0.requests } }

    /// Requests that were answered with 2xx: those that the receiver counts as delivered.
    package var accepted: [ReceivedRequest] {
        state.withLock { $0.answered.filter { 200..<300 ~= $0.status }.map(\.request) }
    }

    /// Requests that wait for `release`.
    package var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// The most that have waited at a time.
    package var mostWaiting: Int { state.withLock { $0.mostWaiting } }

    /// Connections taken since the start.
    package var connections: Int { state.withLock { $0.connections } }

    /// Decides otherwise from now on. Requests that wait go on waiting.
    package func answer(_ rule: @escaping Rule) {
        state.withLock { $0.rule = rule }
    }

    /// Asks the rule again about every request that waits.
    package func release() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { decide(one.request, one.answer) }
    }

    /// Resets every connection and refuses new ones.
    package func stop() async throws {
        let (listener, channels) = state.withLock { state in
            state.waiting = []
            return (state.listener.take(), Array(state.channels.values))
        }
        try await listener?.close()
        for channel in channels { channel.resetConnection() }
        try await HeldPort.hold(port, in: hold)
    }

    /// Listens again after `stop`, on the same port.
    package func start() async throws {
        try await listen()
        hold.withLock { $0 = nil }
    }

    func receive(_ request: ReceivedRequest, answer: @escaping @Sendable (ReceiverAnswer) -> Void) {
        state.withLock { $0.requests.append(request) }
        decide(request, answer)
    }

    private func decide(_ request: ReceivedRequest, _ answer: @escaping @Sendable (ReceiverAnswer) -> Void) {
        let rule = state.withLock { $0.rule }
        let decision = rule(request)
        state.withLock { state in
            switch decision {
            case .wait:
                state.waiting.append(Waiting(request: request, answer: answer))
                state.mostWaiting = max(state.mostWaiting, state.waiting.count)
            case .status(let status, _, _): state.answered.append((request, status))
            case .cut: break
            }
        }
        answer(decision)
    }

    private func listen() async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [weak self] channel in
                guard let self else { return channel.eventLoop.makeFailedFuture(ChannelError.eof) }
                return accept(channel)
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
        state.withLock { $0.listener = listener }
    }

    private func accept(_ channel: any Channel) -> EventLoopFuture<Void> {
        let key = ObjectIdentifier(channel)
        let number = state.withLock { state in
            state.connections += 1
            state.channels[key] = channel
            return state.connections
        }
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { $0.channels[key] = nil }
        }
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
            try pipeline.configureHTTPServerPipeline()
            try pipeline.addHandler(ReceiverHandler(receiver: self, connection: number))
        }
    }

    private static func makeTLS() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(TestServers.certificate).map {
            NIOSSLCertificateSource.certificate($0)
        }
        let key = try NIOSSLPrivateKey(file: TestServers.privateKey, format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
        )
    }
}
