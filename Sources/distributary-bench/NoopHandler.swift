import Intake

/// Collects every body and answers 202.
struct NoopHandler: RequestHandler {
    func admit(_ head: RequestHead, role: ListenerRole) -> Admission {
        .collect(maxBytes: 32 << 20)
    }

    func respond(to request: IntakeRequest, answer: @escaping @Sendable (IntakeResponse) -> Void) {
        // As long as the daemon's own answer to a healthz or an event, so that both send as much.
        let status = request.body.isEmpty ? 200 : 202
        answer(
            IntakeResponse(
                status: status,
                contentType: "application/json",
                body: Array(#"{"accepted":1,"duplicates":0}"#.utf8)
            )
        )
    }

    func answered(_ response: IntakeResponse) {}
}
