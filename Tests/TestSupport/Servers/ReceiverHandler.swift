import NIOCore
import NIOHTTP1

/// Collects one request at a time and writes what the `WebhookReceiver` decides.
final class ReceiverHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private weak let receiver: WebhookReceiver?
    private let connection: Int
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(receiver: WebhookReceiver, connection: Int) {
        self.receiver = receiver
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let bytes):
            body.append(contentsOf: bytes.readableBytesView)
        case .end:
            complete(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func complete(_ context: ChannelHandlerContext) {
        guard let head, let receiver else { return context.close(promise: nil) }
        let request = ReceivedRequest(
            method: head.method.rawValue,
            uri: head.uri,
            headers: head.headers,
            body: body,
            connection: connection
        )
        let channel = context.channel
        let isKeptAlive = head.isKeepAlive
        receiver.receive(request) { answer in
            Self.write(answer, to: channel, isKeptAlive: isKeptAlive)
        }
    }

    private static func write(_ answer: ReceiverAnswer, to channel: any Channel, isKeptAlive: Bool) {
        switch answer {
        case .wait:
            break
        case .cut:
            channel.resetConnection()
        case .status(let status, let headers, let text):
            var fields = HTTPHeaders(headers.map { ($0.key, $0.value) })
            fields.replaceOrAdd(name: "Content-Length", value: String(text.utf8.count))
            if !isKeptAlive { fields.replaceOrAdd(name: "Connection", value: "close") }
            let head = HTTPResponseHead(
                version: .http1_1,
                status: HTTPResponseStatus(statusCode: status),
                headers: fields
            )
            channel.write(HTTPServerResponsePart.head(head), promise: nil)
            channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: text))), promise: nil)
            channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in
                if !isKeptAlive { channel.close(promise: nil) }
            }
        }
    }
}
