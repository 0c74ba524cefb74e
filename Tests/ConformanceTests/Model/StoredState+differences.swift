import RouterCore
import TestSupport

extension StoredState {
    /// In what this differs from what it must be once `events` have been delivered in this order; in words short enough
    /// to be read. `isOnce`: a stream may not have got anything twice.
    func differences(from events: [SampleEvent], isOnce: Bool, normalized: ([UInt8]) -> [UInt8]) -> [String] {
        switch self {
        case .deliveries(let deliveries):
            return Self.differences(deliveries, events, isOnce, normalized)
        case .records(let records, let readings, _):
            let expected = ExpectedState(events)
            var found = Self.differences(records, expected, normalized)
            if let readings {
                found += Self.compare(readings, expected.storedReadings.map(\.self), what: "reading") {
                    "\($0.user.prefix(40)) at \($0.time.localMicroseconds) of \($0.ordering)"
                }
            }
            return found
        }
    }

    private static func differences(
        _ records: [StoredRecord],
        _ expected: ExpectedState,
        _ normalized: ([UInt8]) -> [UInt8]
    ) -> [String] {
        // A target that does not show keys or orderings is compared by the rest.
        let showsKeys = records.contains { $0.key != nil }
        let showsOrderings = records.contains { $0.ordering != nil }
        let wanted = expected.storedRecords.map { record in
            StoredRecord(
                key: showsKeys ? record.key : nil,
                ordering: showsOrderings ? record.ordering : nil,
                document: normalized(record.document)
            )
        }
        return compare(records, wanted, what: "record") { record in
            let key = record.key.map { "\($0.type)/\($0.userID?.prefix(40) ?? "-")/\($0.value.prefix(40))" } ?? ""
            return "\(key) \(record.ordering.map(String.init) ?? "") \(excerpt(record.document))"
        }
    }

    private static func differences(
        _ deliveries: [StoredDelivery],
        _ events: [SampleEvent],
        _ isOnce: Bool,
        _ normalized: ([UInt8]) -> [UInt8]
    ) -> [String] {
        let showsIDs = deliveries.contains { $0.id != nil }
        let wanted = events.map { StoredDelivery(id: showsIDs ? $0.id : nil, body: normalized($0.payload)) }
        let found = isOnce ? deliveries : Array(Set(deliveries))
        return compare(found, wanted, what: "delivery") { "\($0.id ?? "") \(excerpt($0.body))" }
    }

    private static func compare<Element: Hashable>(
        _ found: [Element],
        _ wanted: [Element],
        what: String,
        _ describe: (Element) -> String
    ) -> [String] {
        var differences: [String] = []
        let missing = Set(wanted).subtracting(found)
        let surplus = Set(found).subtracting(wanted)
        if !missing.isEmpty {
            differences.append("\(missing.count) missing \(what): \(missing.prefix(3).map(describe))")
        }
        if !surplus.isEmpty { differences.append("\(surplus.count) wrong \(what): \(surplus.prefix(3).map(describe))") }
        if found.count != Set(found).count { differences.append("\(found.count - Set(found).count) doubled \(what)") }
        return differences
    }

    private static func excerpt(_ bytes: [UInt8]) -> String {
        "(\(bytes.count) bytes: \(String(decoding: bytes.prefix(120), as: UTF8.self)))"
    }
}
