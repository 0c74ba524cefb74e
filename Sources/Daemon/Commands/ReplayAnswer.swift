/// The answer to `POST /replay`.
package struct ReplayAnswer: Codable, Sendable {
    package let replay: StatusReport.Replay
    /// When the oldest event that the journal still has was received, unix milliseconds; nil where it has none.
    package var reachesBackTo: Int64?
    /// Whether a part of the time that was asked for lies before that, and was there once.
    package var isPartlyGone = false
}
