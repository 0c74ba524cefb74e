/// What a connection hands its requests to.
package protocol RequestHandler: Sendable {
    /// Decides, from the head alone, whether the body is to be read. Runs on the event loop: it must not block.
    func admit(_ head: RequestHead, role: ListenerRole) -> Admission

    /// Answers a whole request, once, from whichever thread. Called on the connection's event loop, which it must not
    /// block. The answer may take its time: the connection answers 503 by itself when it takes too long.
    func respond(to request: IntakeRequest, answer: @escaping @Sendable (IntakeResponse) -> Void)

    /// Hears of every answer that a connection sends, its own refusals included.
    func answered(_ response: IntakeResponse)
}

extension RequestHandler {
    /// Answers a whole request.
    package func respond(to request: IntakeRequest) async -> IntakeResponse {
        await withCheckedContinuation { continuation in
            respond(to: request) { continuation.resume(returning: $0) }
        }
    }
}
