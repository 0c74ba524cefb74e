/// What is worth a line in the log.
package enum LargeRequestChange: Sendable, Hashable {
    /// Terra announced it, or its first chunk came.
    case started(LargeRequest)
    case completed(LargeRequest)
    /// Nothing of it came for an hour although something is missing. Said once until something comes again.
    case missed(LargeRequest)
    /// It is watched no longer: there were too many, or it was too old.
    case dropped(LargeRequest)
}
