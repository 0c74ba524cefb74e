import RouterCore
import TestSupport

/// What a store must hold once events have been delivered in this order, by the rule that the larger ordering wins and
/// an equal one overwrites. It is kept as simple as can be: it is what the destinations are measured against.
struct ExpectedState {
    private struct Version<Value> {
        var ordering: Int64
        var value: Value
    }

    /// A reading is told from others by its instant, or by its wall clock where no offset is known.
    private struct ReadingKey: Hashable {
        let user: String
        let microseconds: Int64
        let hasOffset: Bool
    }

    private var records: [NaturalKey: Version<[UInt8]>] = [:]
    private var readings: [ReadingKey: Version<SampleReading>] = [:]

    init(_ events: [SampleEvent]) {
        for sample in events {
            for record in sample.records { add(record, of: sample.event) }
        }
    }

    var storedRecords: Set<StoredRecord> {
        Set(records.map { StoredRecord(key: $0.key, ordering: $0.value.ordering, document: $0.value.value) })
    }

    var storedReadings: Set<StoredReading> {
        Set(
            readings.map { key, version in
                StoredReading(
                    user: key.user,
                    time: version.value.time,
                    milligramsPerDeciliter: Double(version.value.milligramsPerDeciliter),
                    flag: version.value.flag,
                    trend: version.value.trend,
                    ordering: version.ordering
                )
            }
        )
    }

    private mutating func add(_ record: SampleRecord, of event: Event) {
        Self.overwrite(&records[record.key], with: record.document, event.ordering)
        guard let user = event.userID else { return }
        for reading in record.readings {
            let key = ReadingKey(
                user: user,
                microseconds: reading.time.unixMicroseconds ?? reading.time.localMicroseconds,
                hasOffset: reading.time.offsetSeconds != nil
            )
            Self.overwrite(&readings[key], with: reading, event.ordering)
        }
    }

    private static func overwrite<Value>(_ version: inout Version<Value>?, with value: Value, _ ordering: Int64) {
        guard ordering >= version?.ordering ?? .min else { return }
        version = Version(ordering: ordering, value: value)
    }
}
