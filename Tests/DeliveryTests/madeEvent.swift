import RouterCore

/// An event with a payload of `bytes` spaces.
func madeEvent(_ sequence: UInt64, user: String? = nil, bytes: Int = 10, receivedAt: Int64 = 0) -> Event {
    Event(
        sequence: sequence,
        id: "event-\(sequence)",
        type: "body",
        userID: user,
        referenceID: nil,
        provider: nil,
        reference: nil,
        receivedAt: receivedAt,
        ordering: receivedAt,
        destinations: DestinationSet(index: 0),
        payload: [UInt8](repeating: 32, count: bytes)[...]
    )
}
