/// One event as a stream received it.
struct StoredDelivery: Sendable, Hashable {
    /// The event's identity where the stream carries it beside the body.
    let id: String?
    let body: [UInt8]
}
