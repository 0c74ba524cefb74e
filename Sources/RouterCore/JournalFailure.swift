/// Why the journal could not do what it was asked, in words for the person who must act.
package enum JournalFailure: Error, Sendable, Hashable {
    /// `journal.max_size` is reached, or the disk is slower than what comes in.
    case full(reason: String)
    /// The backlog of a destination that the event is for is over its `backlog.max_size`.
    case backlogFull(destination: String)
    /// The disk has no room.
    case diskFull(reason: String)
    /// A write or sync failed; intake stays closed until the file has been reopened and verified.
    case failed(reason: String)
    /// Files are encrypted with a key that the configuration does not list.
    case missingKey(reason: String)
    /// The daemon is stopping.
    case closed

    package var reason: String {
        switch self {
        case .full(let reason), .diskFull(let reason), .failed(let reason), .missingKey(let reason): reason
        case .backlogFull(let destination):
            "the backlog of the destination '\(destination)' is over its backlog.max_size"
        case .closed: "the journal is closed"
        }
    }
}
