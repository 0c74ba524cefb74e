import HTTPDestinations
import HTTPTransport
import RouterCore

/// Why a request got no answer.
package enum AWSFailure: Error, Sendable, Hashable {
    /// There is nothing to sign it with.
    case credentials(DestinationFailure)
    case transport(HTTPFailure)

    /// What becomes of the event that the request was for.
    package var outcome: Outcome {
        switch self {
        case .credentials(.unavailable(let reason)): .retry(after: nil, reason: reason)
        case .credentials(.needsAttention(let reason)): .pause(reason: reason)
        case .transport(let failure): failure.outcome
        }
    }

    /// Whether any other request would meet with the same now.
    package var concernsAll: Bool {
        switch self {
        case .credentials: true
        case .transport(let failure): failure.concernsAll
        }
    }
}
