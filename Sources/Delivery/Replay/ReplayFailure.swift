/// Why nothing is sent again.
package enum ReplayFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another one of this destination is not finished.
    case underWay(id: Int64)
    /// There is none to cancel.
    case none
    /// The destination is being stopped, or its file cannot be written.
    case unavailable(reason: String)

    package var description: String {
        switch self {
        case .underWay(let id): "replay \(id) of this destination is under way: wait for its end, or cancel it"
        case .none: "no replay of this destination is under way"
        case .unavailable(let reason): reason
        }
    }
}
