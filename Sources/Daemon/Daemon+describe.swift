import Delivery
import RouterCore

extension Daemon {
    /// An error in words for the person who must act.
    package static func describe(_ error: any Error) -> String {
        switch error {
        case let failure as JournalFailure: "the journal cannot be used: \(failure.reason)"
        default: "\(error)"
        }
    }
}
