/// What a target holds, read back by other means than the destination's own.
enum StoredState: Sendable {
    /// A store: one document a key. `readings` and `replacements` are nil where it has no such tables; `replacements`
    /// says which user replaced which.
    case records([StoredRecord], readings: [StoredReading]? = nil, replacements: [String: String]? = nil)
    /// A stream: every delivery in the order of arrival, repetitions included.
    case deliveries([StoredDelivery])

    /// Documents, or deliveries without repetitions.
    var count: Int {
        switch self {
        case .records(let records, _, _): records.count
        case .deliveries(let deliveries): Set(deliveries).count
        }
    }
}
