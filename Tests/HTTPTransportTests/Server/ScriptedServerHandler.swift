import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// One connection of a `ScriptedServer`: gathers a request and plays the answer.
final class ScriptedServerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let connection: Int
    private let log: RequestLog
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(connection: Int, log: RequestLog) {
        self.connection = connection
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body.removeAll(keepingCapacity: true)
        case .body(let part):
            body.append(contentsOf: part.readableBytesView)
        case .end:
            guard let head else { return }
            let request = ScriptedServer.Request(
                method: head.method.rawValue,
                uri: head.uri,
                headers: head.headers.map { ($0.name, $0.value) },
                body: body,
                connection: connection
            )
            log.append(request)
            play(log.answer(to: request), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func play(_ answer: ScriptedServer.Answer, _ context: ChannelHandlerContext) {
        switch answer {
        case .status(let status, let headers, let body):
            var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status))
            for (name, value) in headers { head.headers.add(name: name, value: value) }
            if status != 204 && status != 304 { head.headers.add(name: "content-length", value: "\(body.count)") }
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            if !body.isEmpty {
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .raw(let text):
            // Written behind the HTTP encoder's back: at the outermost handler that takes bytes.
            let channel = context.channel
            channel.pipeline.context(handlerType: HTTPResponseEncoder.self).whenSuccess { encoder in
                encoder.writeAndFlush(NIOAny(ByteBuffer(string: text))).whenComplete { _ in
                    channel.close(promise: nil)
                }
            }
        case .close:
            context.close(promise: nil)
        case .reset:
            let channel = context.channel
            guard let socket = channel as? any SocketOptionProvider else { return context.close(promise: nil) }
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
                channel.close(promise: nil)
            }
        case .later(let answer):
            let this = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let eventLoop = context.eventLoop
            Task {
                let answer = await answer()
                eventLoop.execute { this.value.0.play(answer, this.value.1) }
            }
        }
    }
}
