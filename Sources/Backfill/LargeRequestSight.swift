/// What the daemon says of a large request.
package enum LargeRequestSight: Sendable, Hashable {
    case open
    case complete
    /// No chunk came for an hour, and some are missing.
    case incomplete
}
