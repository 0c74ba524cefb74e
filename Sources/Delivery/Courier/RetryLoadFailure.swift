internal import RouterCore

/// Why events of the retry queue could not be read just now.
enum RetryLoadFailure: Error {
    case store(reason: String)
    case journal(JournalFailure)
}
