/// Why a destination could not be made ready, in words for the person who must act; without secrets or payload.
package enum DestinationFailure: Error, Sendable, Hashable {
    /// May go well later: unreachable, timed out, overloaded.
    case unavailable(reason: String)
    /// Needs somebody to act: bad credentials, missing permission, wrong name.
    case needsAttention(reason: String)

    package var reason: String {
        switch self {
        case .unavailable(let reason), .needsAttention(let reason): reason
        }
    }
}
