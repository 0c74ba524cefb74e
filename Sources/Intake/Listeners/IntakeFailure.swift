/// Why Intake could not start, or stopped, in words for the person who must act.
package enum IntakeFailure: Error, Sendable, Hashable, CustomStringConvertible {
    case cannotListen(ListenAddress, reason: String)
    case unusableTLS(file: String, reason: String)
    /// A listener ended though nobody stopped it.
    case listenerEnded(ListenAddress)

    package var description: String {
        switch self {
        case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason)"
        case .unusableTLS(let file, let reason): "cannot use \(file) for TLS: \(reason)"
        case .listenerEnded(let address): "the listener on \(address) ended by itself"
        }
    }
}
