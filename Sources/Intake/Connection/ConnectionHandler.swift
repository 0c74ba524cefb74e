import DequeModule
import NIOCore
import NIOHTTP1

/// Turns the HTTP parts of one connection into whole requests, and whole answers into HTTP parts.
///
/// Everything that a client can do wrong ends here: the limits of `ConnectionLimits`, bodies over the limit or the
/// memory budget, requests cut off in the middle (which never reach the handler), parts that do not parse. One request
/// is in hand at a time; what comes in behind it waits, and while something waits nothing more is read. (NIO's own
/// pipeline handler stops reading for every request, which costs two system calls each.)
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = Never
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPServerResponsePart

    /// A refused body up to this size is read to its end, and the connection kept.
    private static let skippedBodyBytes = 64 << 10

    /// What came in while a request was in hand.
    private enum Input {
        case part(HTTPServerRequestPart)
        case error(any Error)
        case end
    }

    let settings: ConnectionSettings
    private var waiting = Deque<Input>()
    private var isResuming = false
    private var isQuiescing = false
    var state: ConnectionState
    /// The answer that goes on.
    var stream: (any ResponseStream)?
    private var head = RequestHead(method: .other, path: "")
    var keepsAlive = true
    private var isHTTP10 = false
    private var body: BodyBuffer?
    /// Decided from the head, to be sent when the request's end has come.
    private var refusal: IntakeResponse?
    /// How long the answer to the request in hand may take; nil: as long as any.
    private var answerTimeout: Duration?
    private var isInputClosed = false
    private var isFlushed = true
    private var date = HTTPDate()
    private var nextCheck: Scheduled<Void>?
    private(set) var isRemoved = false
    /// Counts the requests that were handed over: an answer to an earlier one comes too late.
    private var requestNumber = 0
    private var holdsBackRead = false

    init(settings: ConnectionSettings) {
        self.settings = settings
        self.state = ConnectionState(limits: settings.limits, now: .now)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        scheduleCheck(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        isRemoved = true
        nextCheck?.cancel()
        nextCheck = nil
        body?.discard()
        endStream()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if state.phase == .receiving || state.phase == .answering { settings.counters.requestAborted() }
        state.beginClosing(at: .now)
        endStream()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(.part(unwrapInboundIn(data)), context)
    }

    private func receive(_ input: Input, _ context: ChannelHandlerContext) {
        if state.phase == .answering || state.phase == .streaming || !waiting.isEmpty {
            waiting.append(input)
        } else {
            process(input, context)
        }
    }

    private func process(_ input: Input, _ context: ChannelHandlerContext) {
        switch input {
        case .part(let part): process(part, context)
        case .error(let error): process(error, context)
        case .end: processEnd(context)
        }
    }

    /// Goes on with what waits, up to the next request that is not answered at once.
    private func resume(_ context: ChannelHandlerContext) {
        guard !isResuming else { return }
        isResuming = true
        while state.phase != .answering, state.phase != .streaming, let input = waiting.popFirst() {
            process(input, context)
        }
        isResuming = false
        readOn(context)
    }

    private func process(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch (part, state.phase) {
        case (.head(let head), .awaitingHead): begin(head, context)
        case (.body(let part), .receiving), (.body(let part), .draining): take(part, context)
        case (.end, .receiving): finish(context)
        default: break
        }
    }

    /// A client that does not read its answers is not read from either, nor one that is ahead of them.
    func read(context: ChannelHandlerContext) {
        holdsBackRead = true
        readOn(context)
    }

    private func readOn(_ context: ChannelHandlerContext) {
        guard holdsBackRead, waiting.isEmpty, context.channel.isWritable else { return }
        holdsBackRead = false
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        state.outputBlocked(!context.channel.isWritable, at: .now)
        readOn(context)
        pump(context)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed where state.phase == .streaming: context.close(promise: nil)
        case ChannelEvent.inputClosed: receive(.end, context)
        case is ChannelShouldQuiesceEvent: quiesce(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// The server stops: the request in hand is the last one.
    private func quiesce(_ context: ChannelHandlerContext) {
        isQuiescing = true
        keepsAlive = false
        if state.phase == .awaitingHead || state.phase == .streaming { context.close(promise: nil) }
    }

    private func processEnd(_ context: ChannelHandlerContext) {
        isInputClosed = true
        keepsAlive = false
        if state.phase == .awaitingHead || (state.phase == .draining && isFlushed) {
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case is HTTPParserError, is ByteToMessageDecoderError: receive(.error(error), context)
        default: process(error, context)
        }
    }

    private func process(_ error: any Error, _ context: ChannelHandlerContext) {
        switch (error, state.phase) {
        case (let error as HTTPParserError, .awaitingHead):
            head = RequestHead(method: .other, path: "")
            settings.counters.requestBegan()
            refuse(Problem(error).response, context)
        case (let error as HTTPParserError, .receiving):
            refuse(Problem(error).response, context)
        case (ByteToMessageDecoderError.dataReceivedInErrorState(_, let bytes), .draining):
            if !state.received(bytes.readableBytes, at: .now) { context.close(promise: nil) }
        case (is HTTPParserError, .draining), (is HTTPParserError, .closing):
            break
        default:
            context.close(promise: nil)
        }
    }
}

// MARK: - The request

extension ConnectionHandler {
    private func begin(_ requestHead: HTTPRequestHead, _ context: ChannelHandlerContext) {
        head = RequestHead(requestHead)
        keepsAlive = requestHead.isKeepAlive && !head.asksForUpgrade && !isInputClosed && !isQuiescing
        isHTTP10 = requestHead.version == .http1_0
        settings.counters.requestBegan()
        state.beginReceiving(at: .now)
        let admission =
            head.hasUnknownExpectation
            ? .refuse(Problem.unknownExpectation.response)
            : settings.handler.admit(head, role: settings.role)
        switch admission {
        case .collect(let maxBytes, let time):
            answerTimeout = time
            body = BodyBuffer(budget: settings.budget, maxBytes: maxBytes, expectedBytes: head.contentLength)
            if head.expectsContinue && head.hasBody && !isHTTP10 {
                let proceed = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(proceed)), promise: nil)
            }
        case .refuse(let response):
            let isShort = !head.isChunked && (head.contentLength ?? 0) <= Self.skippedBodyBytes
            if isShort && !head.expectsContinue {
                refusal = response
            } else {
                refuse(response, context)
            }
        }
    }

    private func take(_ part: ByteBuffer, _ context: ChannelHandlerContext) {
        settings.counters.received(bytes: part.readableBytes)
        guard state.received(part.readableBytes, at: .now) else {
            context.close(promise: nil)
            return
        }
        guard state.phase == .receiving, refusal == nil else { return }
        do throws(BodyBuffer.Overflow) {
            try part.withUnsafeReadableBytes { bytes throws(BodyBuffer.Overflow) in try body?.append(bytes) }
        } catch {
            refuse(Problem(error).response, context)
        }
    }

    private func finish(_ context: ChannelHandlerContext) {
        state.beginAnswering(at: .now, within: answerTimeout)
        if let refusal {
            answer(refusal, context)
        } else if let (bytes, reserved) = body?.take() {
            body = nil
            let place = EventLoopPlace(eventLoop: context.eventLoop)
            let request = IntakeRequest(head: head, role: settings.role, body: bytes, place: place)
            handOver(request, holding: reserved, context)
        }
    }

    /// The request holds so many bytes of the budget until it is answered, also where the client has gone meanwhile.
    private func handOver(_ request: IntakeRequest, holding reserved: Int, _ context: ChannelHandlerContext) {
        requestNumber &+= 1
        let number = requestNumber
        let eventLoop = context.eventLoop
        let here = NIOLoopBound((handler: self, context: context), eventLoop: eventLoop)
        settings.handler.respond(to: request) { [budget = settings.budget] response in
            budget.release(reserved)
            if eventLoop.inEventLoop {
                here.value.handler.answer(request: number, with: response, here.value.context)
            } else {
                eventLoop.execute {
                    here.value.handler.answer(request: number, with: response, here.value.context)
                }
            }
        }
    }

    private func answer(request number: Int, with response: IntakeResponse, _ context: ChannelHandlerContext) {
        guard !isRemoved, state.phase == .answering, number == requestNumber else { return }
        answer(response, context)
        resume(context)
    }
}

// MARK: - The answer

extension ConnectionHandler {
    /// Answers before the request has been read to its end: the last thing that this connection says.
    private func refuse(_ response: IntakeResponse, _ context: ChannelHandlerContext) {
        body?.discard()
        body = nil
        keepsAlive = false
        state.beginDraining(at: .now)
        isFlushed = false
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { [self] result in
            isFlushed = true
            guard case .success = result, !isInputClosed else {
                context.close(promise: nil)
                return
            }
            context.close(mode: .output, promise: nil)
        }
        send(response, context, written)
        context.flush()
    }

    /// Answers a request that has been read to its end.
    private func answer(_ response: IntakeResponse, _ context: ChannelHandlerContext) {
        refusal = nil
        if let stream = response.stream {
            begin(stream, response, context)
        } else if keepsAlive {
            state.beginNextRequest(at: .now)
            send(response, context, nil)
        } else {
            state.beginClosing(at: .now)
            let written = context.eventLoop.makePromise(of: Void.self)
            written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            send(response, context, written)
        }
        context.flush()
    }

    private func send(_ response: IntakeResponse, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?)
    {
        sendHead(of: response, context)
        if head.method != .head, !response.body.isEmpty {
            let bytes = context.channel.allocator.buffer(bytes: response.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func sendHead(of response: IntakeResponse, _ context: ChannelHandlerContext) {
        settings.counters.answered(status: response.status)
        settings.handler.answered(response)
        var headers = HTTPHeaders()
        headers.reserveCapacity(6)
        headers.add(name: "content-type", value: response.contentType)
        if response.stream == nil {
            headers.add(name: "content-length", value: String(response.body.count))
        } else if !isHTTP10 {
            headers.add(name: "transfer-encoding", value: "chunked")
        }
        headers.add(name: "date", value: date.string(unixMilliseconds: settings.clock()))
        if let seconds = response.retryAfter { headers.add(name: "retry-after", value: String(seconds)) }
        if let allow = response.allow { headers.add(name: "allow", value: allow) }
        if let challenge = response.challenge { headers.add(name: "www-authenticate", value: challenge) }
        if !keepsAlive {
            headers.add(name: "connection", value: "close")
        } else if isHTTP10 {
            headers.add(name: "connection", value: "keep-alive")
        }
        let status = HTTPResponseStatus(statusCode: response.status)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
    }
}

// MARK: - Time

extension ConnectionHandler {
    private func scheduleCheck(_ context: ChannelHandlerContext) {
        let interval = TimeAmount(settings.limits.checkInterval)
        nextCheck = context.eventLoop.assumeIsolated().scheduleTask(in: interval) { [self] in
            check(context)
        }
    }

    private func check(_ context: ChannelHandlerContext) {
        switch state.expiry(at: .now) {
        case nil: break
        case .idle, .close: context.close(promise: nil)
        case .body: refuse(Problem.bodyTooSlow.response, context)
        case .answer:
            keepsAlive = false
            answer(Problem.answerTooSlow.response, context)
        }
        // Also while the connection is not yet active: it may be about to be.
        if !isRemoved { scheduleCheck(context) }
    }
}
