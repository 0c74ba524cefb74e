/// A request on its way to the transfer thread, and who waits for what becomes of it.
struct Submission: Sendable {
    typealias Outcome = Result<HTTPResponse, HTTPFailure>

    let id: UInt64
    let request: HTTPRequest
    /// Make a connection, and send nothing over it.
    let connectsOnly: Bool
    let deadline: ContinuousClock.Instant
    /// Resumed exactly once, by the transfer thread or, where the mailbox takes nothing more, by the sender.
    let continuation: CheckedContinuation<Outcome, Never>
}
