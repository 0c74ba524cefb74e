import RouterCore

/// What is to be done about an answer that is no success.
package enum AWSRemedy: Sendable {
    case retry
    /// As `retry`, and any other request would meet with the same now.
    case retryAll
    case reject
    /// Somebody must act; the hint says on what.
    case pause(hint: String)

    /// Whether any other request would meet with the same now.
    package var concernsAll: Bool {
        switch self {
        case .retryAll, .pause: true
        case .retry, .reject: false
        }
    }

    /// The outcome with `answer`, what the server said, as its reason; `wait` is what the server asked for.
    package func outcome(_ answer: String, after wait: Duration?) -> Outcome {
        switch self {
        case .retry, .retryAll: .retry(after: wait, reason: answer)
        case .reject: .rejected(reason: answer)
        case .pause(let hint): .pause(reason: "\(answer): \(hint)")
        }
    }
}
