import NIOCore
import Synchronization

/// One client's connection through a `FaultProxy`. Both channels run on one event loop.
final class ProxyConnection: Sendable {
    private struct Held {
        var requests: [ByteBuffer] = []
        var responses: [ByteBuffer] = []
        var isHoldingResponses = false
    }

    private let client: any Channel
    private let server: any Channel
    private let mode: @Sendable () -> FaultProxy.Mode
    private let held = Mutex(Held())

    init(client: any Channel, server: any Channel, mode: @escaping @Sendable () -> FaultProxy.Mode) {
        self.client = client
        self.server = server
        self.mode = mode
    }

    var isHolding: Bool { held.withLock { $0.isHoldingResponses } }

    /// Connects the two ends and starts reading.
    func start() -> EventLoopFuture<Void> {
        client.pipeline.addHandler(ProxyEnd(receive: onRequest, end: { [server] in server.close(promise: nil) }))
            .flatMap { [self] in
                server.pipeline.addHandler(
                    ProxyEnd(receive: onResponse, end: { [client] in client.close(promise: nil) })
                )
            }
            .flatMap { [client, server] in
                client.setOption(.autoRead, value: true).and(server.setOption(.autoRead, value: true)).map { _ in }
            }
    }

    /// Passes on what was held back, in order.
    func release() {
        client.eventLoop.execute { [self] in
            let all = held.withLock { held in
                defer { held = Held() }
                return held
            }
            for request in all.requests { server.writeAndFlush(request, promise: nil) }
            for response in all.responses { client.writeAndFlush(response, promise: nil) }
        }
    }

    /// Ends both connections with a reset, as a crash or a firewall would.
    func reset() {
        client.resetConnection()
        server.resetConnection()
    }

    private func onRequest(_ bytes: ByteBuffer) {
        if case .blackhole = mode() {
            held.withLock { $0.requests.append(bytes) }
        } else {
            server.writeAndFlush(bytes, promise: nil)
        }
    }

    private func onResponse(_ bytes: ByteBuffer) {
        switch mode() {
        case .forward:
            client.writeAndFlush(bytes, promise: nil)
        case .blackhole:
            held.withLock { $0.responses.append(bytes) }
        case .holdResponses(let pattern):
            let isHeld = held.withLock { held in
                held.isHoldingResponses = held.isHoldingResponses || bytes.readableBytesView.contains(pattern)
                if held.isHoldingResponses { held.responses.append(bytes) }
                return held.isHoldingResponses
            }
            if !isHeld { client.writeAndFlush(bytes, promise: nil) }
        case .delayResponses(let delay):
            client.eventLoop.scheduleTask(in: TimeAmount(delay)) { [client] in
                client.writeAndFlush(bytes, promise: nil)
            }
        }
    }
}

extension ByteBufferView {
    fileprivate func contains(_ pattern: [UInt8]) -> Bool {
        pattern.isEmpty || firstRange(of: pattern) != nil
    }
}
