import RouterCore
import TestSupport
import Testing

extension StoreContents {
    /// Every acknowledged event is here or has been replaced by a newer version of its day; no row is doubled, stale
    /// or other than what was sent. What was sent and not acknowledged may be here too.
    func expect(_ sent: [String: SentEvent], in store: String) {
        #expect(dayRows == days.count, "\(store): a day has two rows")
        #expect(otherRows == others.count, "\(store): an event has two rows")
        #expect(readingRows == readings.count, "\(store): a reading has two rows")
        expectDays(sent.values.filter { $0.day != nil }, in: store)
        let lifecycle = sent.filter { $0.value.day == nil }
        for (identity, event) in lifecycle {
            if let stored = others[identity] {
                #expect(stored == event.body, "\(store): \(identity) has other bytes than were sent")
            } else {
                #expect(!event.isAcknowledged, "\(store): \(identity) was acknowledged and is missing")
            }
        }
        #expect(Set(others.keys).isSubset(of: lifecycle.keys), "\(store): holds an event that nobody sent")
    }

    private func expectDays(_ versions: [SentEvent], in store: String) {
        let keys = Dictionary(grouping: versions) { "\($0.day?.user ?? "")/\($0.day?.date ?? "")" }
        #expect(Set(days.keys).isSubset(of: keys.keys), "\(store): holds a day that nobody sent")
        var expectedReadings: [String: String] = [:]
        for (key, versions) in keys {
            let acknowledged = versions.filter(\.isAcknowledged).map(\.ordering).max()
            guard let stored = days[key] else {
                #expect(acknowledged == nil, "\(store): \(key) was acknowledged and is missing")
                continue
            }
            #expect(stored.ordering >= acknowledged ?? 0, "\(store): \(key) is stale")
            let version = versions.first { $0.ordering == stored.ordering }
            #expect(stored.payload == version?.body, "\(store): \(key) has other bytes than were sent")
            for sample in version?.day?.samples ?? [] {
                expectedReadings["\(version?.day?.user ?? "")/\(sample.time.instantText ?? "")"] =
                    "\(sample.milligramsPerDeciliter)"
            }
        }
        #expect(readings == expectedReadings, "\(store): the readings are not those of the newest days")
    }
}
