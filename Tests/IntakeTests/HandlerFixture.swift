import Intake
import JSONScanner
import RouterCore
import TestSupport

/// An `IntakeHandler` over a stub journal, its clock standing still at `now`.
struct HandlerFixture {
    static let now: Int64 = 1_760_000_000_123

    let journal = StubJournal()
    let log = LogCapture()
    let counters = IntakeCounters()
    let budget: MemoryBudget
    let handler: IntakeHandler

    init(
        authentication: Authentication = .open,
        limits: IntakeLimits = IntakeLimits(),
        routes: Routes = Routes([]),
        isReady: Bool = true
    ) {
        budget = MemoryBudget(limit: limits.maxBytesInFlight)
        handler = IntakeHandler(
            limits: limits,
            policy: IntakePolicy(authentication: authentication, routes: routes),
            journal: journal,
            pages: AdminPages(
                status: { Array(#"{"state":"running"}"#.utf8) },
                metrics: { Array("up 1\n".utf8) },
                isReady: { isReady },
                perform: { action, _ in
                    IntakeResponse(status: 200, contentType: "text/plain", body: Array("did \(action)".utf8))
                }
            ),
            budget: budget,
            counters: counters,
            logger: log.logger(),
            clock: { Self.now }
        )
    }

    /// What a connection does with a request: asks for admission, then hands it over.
    func post(_ body: [UInt8], _ change: (inout RequestHead) -> Void = { _ in }) async -> IntakeResponse {
        var head = RequestHead(method: .post, path: "/events")
        head.contentLength = body.count
        change(&head)
        let response: IntakeResponse
        switch handler.admit(head, role: .intake) {
        case .refuse(let refusal): response = refusal
        case .collect(let maxBytes, _):
            precondition(body.count <= maxBytes, "the connection would have refused this")
            response = await handler.respond(to: IntakeRequest(head: head, role: .intake, body: body))
        }
        handler.answered(response)
        return response
    }

    func post(_ body: String, _ change: (inout RequestHead) -> Void = { _ in }) async -> IntakeResponse {
        await post(Array(body.utf8), change)
    }
}

extension IntakeResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// A member of the answer's JSON: text as it is, numbers in decimal.
    func member(_ name: String) throws -> String? {
        try withJSON(body[...]) { root in
            guard let value = root[name] else { return nil }
            return value.string ?? value.integer.map { "\($0)" }
        }
    }
}
