/// What a `WebhookReceiver` does with a request.
package enum ReceiverAnswer: Sendable {
    /// Answers with a status, headers and a body.
    case status(Int, headers: [String: String] = [:], body: String = "")
    /// Keeps the request waiting until `WebhookReceiver.release`, then asks again what to answer.
    case wait
    /// Takes the request, and resets the connection without an answer.
    case cut
}
