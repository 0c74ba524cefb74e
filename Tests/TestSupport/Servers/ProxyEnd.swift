import NIOCore

/// Hands what arrives on one side of a `ProxyConnection` to a closure.
final class ProxyEnd: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let receive: @Sendable (ByteBuffer) -> Void
    private let end: @Sendable () -> Void

    init(receive: @escaping @Sendable (ByteBuffer) -> Void, end: @escaping @Sendable () -> Void) {
        self.receive = receive
        self.end = end
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(unwrapInboundIn(data))
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
