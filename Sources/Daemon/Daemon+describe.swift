import Delivery
import RouterCore

extension Daemon {
    /// Whether an error says that something must be changed in the configuration.
    package static func isConfigurationMistake(_ error: any Error) -> Bool {
        switch error {
        case JournalFailure.missingKey, CourierStoreFailure.missingKey: true
        default: false
        }
    }

    /// An error in words for the person who must act.
    package static func describe(_ error: any Error) -> String {
        switch error {
        case let failure as JournalFailure: "the journal cannot be used: \(failure.reason)"
        default: "\(error)"
        }
    }
}
