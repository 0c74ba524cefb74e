import RouterCore

/// What came of encoding one payload.
package enum EncodedPayload: Sendable, Hashable {
    case payload(Payload)
    /// It holds nothing that the format can say: such an event is skipped, or becomes a dead letter where the route is
    /// strict.
    case nothing(reason: String)
    /// It holds something, and the format cannot say it as things are: never left out in silence.
    case refused(reason: String)

    /// As what an event counts that was not encoded; nil where it was.
    package var outcome: Outcome? {
        switch self {
        case .payload: nil
        case .nothing(let reason): .skipped(reason: reason)
        case .refused(let reason): .rejected(reason: reason)
        }
    }
}
