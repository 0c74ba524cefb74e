internal import RouterCore

/// What is known of an event before its commit: numbers alone, so that deciding about it touches no memory of its own.
struct EventDigest: Sendable {
    let fingerprint: Fingerprint
    /// The encoded event's size in bytes.
    let size: Int
    /// Unix milliseconds.
    let receivedAt: Int64

    init(_ event: Event) {
        fingerprint = Fingerprint(identity: event.id)
        size = RecordCodec.size(of: event)
        receivedAt = event.receivedAt
    }
}
