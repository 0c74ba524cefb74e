import NIOCore
import NIOHTTP1

/// Answers that go on: written as fast as the client reads, and no faster.
extension ConnectionHandler {
    func begin(_ stream: any ResponseStream, _ response: IntakeResponse, _ context: ChannelHandlerContext) {
        keepsAlive = false
        self.stream = stream
        state.beginStreaming(at: .now)
        sendHead(of: response, context)
        context.flush()
        let eventLoop = context.eventLoop
        let here = NIOLoopBound((handler: self, context: context), eventLoop: eventLoop)
        stream.whenReady {
            eventLoop.execute { here.value.handler.pump(here.value.context) }
        }
        pump(context)
    }

    /// Sends what there is, while the client takes it.
    func pump(_ context: ChannelHandlerContext) {
        guard let stream, !isRemoved else { return }
        while context.channel.isWritable {
            guard let bytes = stream.next() else {
                endStream()
                let written = context.eventLoop.makePromise(of: Void.self)
                written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
                return
            }
            if bytes.isEmpty { return }
            let buffer = context.channel.allocator.buffer(bytes: bytes)
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
    }

    func endStream() {
        stream?.close()
        stream = nil
    }
}
