/// What became of a payload that was fetched.
package enum PayloadOutcome: Sendable, Hashable {
    /// It is on the disk.
    case taken
    /// It is no event, and will never be one.
    case unusable(reason: String)
    /// It cannot be made safe now.
    case notNow(reason: String)
}
