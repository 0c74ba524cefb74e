import Logging
import RouterCore
import Synchronization

/// Answers requests: checks who sends, unpacks, reads the envelopes, and says 202 once the journal has made it durable.
package final class IntakeHandler: RequestHandler {
    /// What is read in well under a millisecond; larger bodies, and those that grow, are read on another thread.
    private static let maxBodyOnEventLoop = 256 << 10
    private static let maxCommandBody = 64 << 10
    /// A reload waits for batches in flight, up to a minute.
    private static let commandTimeout = Duration.seconds(120)

    let limits: IntakeLimits
    let reader: EventReader
    let journal: any EventJournal
    private let pages: AdminPages
    let budget: MemoryBudget
    let counters: IntakeCounters
    let policy: Mutex<IntakePolicy>
    private let rejections: ThrottledLog
    private let oddHeaders: ThrottledLog
    private let availability: AvailabilityLog
    let clock: @Sendable () -> Int64
    let accepted: (@Sendable ([Event], [AppendResult]) -> Void)?

    /// `clock` gives unix milliseconds: the receive time of events and the age of signatures are taken from it alone.
    /// `accepted` is called with what was made durable, before the answer: it must not block.
    package init(
        limits: IntakeLimits,
        policy: IntakePolicy,
        journal: any EventJournal,
        pages: AdminPages,
        budget: MemoryBudget,
        counters: IntakeCounters,
        logger: Logger,
        clock: @escaping @Sendable () -> Int64,
        accepted: (@Sendable ([Event], [AppendResult]) -> Void)? = nil
    ) {
        self.limits = limits
        self.reader = EventReader(maxEvents: limits.maxEvents, maxDepth: limits.maxDepth)
        self.policy = Mutex(policy)
        self.journal = journal
        self.pages = pages
        self.budget = budget
        self.counters = counters
        self.clock = clock
        self.accepted = accepted
        rejections = ThrottledLog("intake.rejected", "a request was refused", logger: logger, clock: clock)
        oddHeaders = ThrottledLog(
            "intake.header_ignored",
            "an unusable header field was ignored",
            logger: logger,
            clock: clock
        )
        availability = AvailabilityLog(logger: logger, clock: clock)
    }

    /// Changes who may send and where events go, from the next request on.
    package func update(_ policy: IntakePolicy) {
        self.policy.withLock { $0 = policy }
    }

    package func admit(_ head: RequestHead, role: ListenerRole) -> Admission {
        do throws(Problem) {
            switch try Endpoint(head, role: role) {
            case .events: return try admitEvents(head)
            case .action: return .collect(maxBytes: Self.maxCommandBody, answerWithin: Self.commandTimeout)
            case .health, .readiness, .status, .metrics: return .collect(maxBytes: 0)
            }
        } catch {
            return .refuse(error.response)
        }
    }

    private func admitEvents(_ head: RequestHead) throws(Problem) -> Admission {
        let policy = policy.withLock { $0 }
        let maxBody = policy.maxBody ?? limits.maxBody
        try policy.authentication.check(head)
        if head.contentLength == nil && !head.isChunked { throw .lengthRequired }
        if let length = head.contentLength, length > maxBody {
            throw .bodyTooLarge(detail: "Content-Length is over the limit. Send fewer events at once.")
        }
        _ = try encoding(of: head)
        return .collect(maxBytes: maxBody)
    }

    package func respond(to request: IntakeRequest, answer: @escaping @Sendable (IntakeResponse) -> Void) {
        do throws(Problem) {
            switch try Endpoint(request.head, role: request.role) {
            case .events where request.body.count > Self.maxBodyOnEventLoop || request.head.contentEncoding != nil:
                Task { take(request, answer) }
            case .events:
                take(request, answer)
            case .health:
                answer(.text("ok\n"))
            case .readiness:
                Task { answer(await pages.isReady() ? .text("ready\n") : Problem.notReady.response) }
            case .status:
                Task { answer(Self.page("application/json", await pages.status())) }
            case .metrics:
                Task { answer(Self.page("text/plain; version=0.0.4; charset=utf-8", await pages.metrics())) }
            case .action(let action):
                Task { answer(await pages.perform(action, request.body)) }
            }
        } catch {
            answer(error.response)
        }
    }

    private static func page(_ contentType: String, _ body: [UInt8]) -> IntakeResponse {
        IntakeResponse(status: 200, contentType: contentType, body: body)
    }

    package func answered(_ response: IntakeResponse) {
        guard let rejection = response.rejection else { return }
        rejections.note(rejection.kind, ["status": "\(response.status)", "note": "\(rejection.note ?? "-")"])
    }
}

// MARK: - Events

extension IntakeHandler {
    private enum Encoding {
        case identity
        case gzip
    }

    /// Reads a request's events and appends them. The answer follows the append without a change of threads.
    private func take(_ request: IntakeRequest, _ answer: @escaping @Sendable (IntakeResponse) -> Void) {
        do throws(Problem) {
            let events = try events(of: request)
            let completion = AppendCompletion(on: request.place) { [self] result in
                answer(response(to: result, for: events))
            }
            journal.append(events, completion: completion)
        } catch {
            answer(error.response)
        }
    }

    private func events(of request: IntakeRequest) throws(Problem) -> [Event] {
        let now = clock()
        let policy = policy.withLock { $0 }
        try policy.authentication.check(request.head, body: request.body[...], now: now)
        let attributes = EventAttributes(request.head, receivedAt: now)
        for name in attributes.unusable {
            counters.headerUnusable()
            oddHeaders.note(name, [:])
        }
        var body = (bytes: request.body, reservedBytes: 0)
        if try encoding(of: request.head) == .gzip {
            let maxBody = policy.maxBody ?? limits.maxBody
            body = try Gunzip.decompress(request.body[...], maxBytes: maxBody, budget: budget)
        }
        defer { budget.release(body.reservedBytes) }
        return try reader.events(
            in: body.bytes[...],
            type: ContentType(header: request.head.contentType),
            attributes: attributes,
            policy: policy
        )
    }

    private func response(to result: Result<[AppendResult], JournalFailure>, for events: [Event]) -> IntakeResponse {
        let results: [AppendResult]
        switch result {
        case .success(let appended):
            results = appended
        case .failure(let failure):
            // Events of other destinations are taken meanwhile; who watches the backlogs says once which is full.
            if case .backlogFull = failure { return Problem(failure).response }
            availability.unavailable(failure)
            return Problem(failure).response
        }
        availability.available()
        self.accepted?(events, results)
        var accepted = 0
        var bytes = 0
        for (event, result) in zip(events, results) where result != .duplicate {
            accepted += 1
            bytes += event.payload.count
        }
        let duplicates = results.count - accepted
        counters.appended(accepted: accepted, bytes: bytes, duplicates: duplicates)
        return .taken(accepted: accepted, duplicates: duplicates)
    }

    private func encoding(of head: RequestHead) throws(Problem) -> Encoding {
        switch head.contentEncoding?.lowercased() {
        case nil, "", "identity": .identity
        case "gzip", "x-gzip": .gzip
        default: throw .unsupportedEncoding
        }
    }
}
