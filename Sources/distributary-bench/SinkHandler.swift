import NIOCore
import NIOHTTP1
import Synchronization

/// Answers each request on one connection. An NDJSON body counts as many events as it has lines.
final class SinkHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let counter: SinkCounter
    private let answer: SinkAnswer
    private var isLines = false
    /// The path of a GET; nil for what is received.
    private var query: String?
    /// The whole body, where latencies are measured.
    private var body: [UInt8] = []
    private var lines = 0
    private var holdsRefused = false
    /// The end of what came before, in which what is refused may begin.
    private var overlap: [UInt8] = []
    private var lastByte = UInt8(ascii: "\n")

    init(counter: SinkCounter, answer: SinkAnswer) {
        self.counter = counter
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isLines = head.headers.first(name: "content-type")?.hasPrefix("application/x-ndjson") ?? false
            query = head.method == .GET ? head.uri : nil
            body.removeAll(keepingCapacity: true)
            lines = 0
            holdsRefused = false
            overlap = []
            lastByte = UInt8(ascii: "\n")
        case .body(let buffer):
            count(buffer)
            if counter.latencies != nil { body.append(contentsOf: buffer.readableBytesView) }
            if !answer.refused.isEmpty, !holdsRefused { lookForRefused(buffer) }
        case .end:
            finish(context)
        }
    }

    private func count(_ buffer: ByteBuffer) {
        guard isLines else { return }
        buffer.withUnsafeReadableBytes { bytes in
            for byte in bytes where byte == UInt8(ascii: "\n") { lines += 1 }
            lastByte = bytes.last ?? lastByte
        }
    }

    private func lookForRefused(_ buffer: ByteBuffer) {
        let kept = answer.refused.count - 1
        let bytes = buffer.readableBytesView
        holdsRefused = holds(overlap + bytes.prefix(kept)) || buffer.withUnsafeReadableBytes { holds($0) }
        overlap = Array((overlap + bytes.suffix(kept)).suffix(kept))
    }

    private func holds(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { holds($0) } }

    private func holds(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        while let start = rest.firstIndex(of: answer.refused[0]) {
            if rest[start...].starts(with: answer.refused) { return true }
            rest = rest[(start + 1)...]
        }
        return false
    }

    private func finish(_ context: ChannelHandlerContext) {
        if let query { return answer(query, context) }
        counter.latencies?.note(body)
        let status = answer.next(holdsRefused: holdsRefused)
        if status == .ok {
            let events = isLines ? lines + (lastByte == UInt8(ascii: "\n") ? 0 : 1) : 1
            counter.events.wrappingAdd(events, ordering: .relaxed)
        }
        guard answer.delay > .zero else { return write(status, "", context) }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: answer.delay) {
            let (handler, context) = bound.value
            handler.write(status, "", context)
        }
    }

    private func answer(_ query: String, _ context: ChannelHandlerContext) {
        let measured = query == "/latencies" ? counter.latencies?.takeText() : nil
        write(.ok, measured ?? "\(counter.events.load(ordering: .relaxed))", context)
    }

    private func write(_ status: HTTPResponseStatus, _ text: String, _ context: ChannelHandlerContext) {
        let length: HTTPHeaders = ["content-length": "\(text.utf8.count)"]
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: length)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !text.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
