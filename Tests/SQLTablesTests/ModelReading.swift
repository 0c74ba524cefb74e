import RouterCore
import SQLTables
import TestSupport

/// What must be stored of a reading, found out in the simplest way: one after the other, into a dictionary.
struct ModelReading: Hashable {
    private let user: String
    private let time: SampleTime
    private let value: Double?
    private let flag: Int16?
    private let trend: Int16?
    private let ordering: Int64

    init(_ row: SampleRow, _ rows: TableRows) {
        user = rows.sampleUsers[row.user]
        time = row.time
        value = row.milligramsPerDeciliter
        flag = row.flag
        trend = row.trend
        ordering = row.ordering
    }

    private init(_ sample: SampleReading, user: String, ordering: Int64) {
        self.user = user
        time = sample.time
        value = Double(sample.milligramsPerDeciliter)
        flag = Int16(sample.flag)
        trend = Int16(sample.trend)
        self.ordering = ordering
    }

    static func newest(of events: [SampleEvent], hasOffset: Bool) -> Set<ModelReading> {
        struct Key: Hashable {
            let user: String
            let time: Int64
        }
        var newest: [Key: ModelReading] = [:]
        for sample in events {
            guard let user = sample.event.userID else { continue }
            for reading in sample.records.flatMap(\.readings) where (reading.time.offsetSeconds != nil) == hasOffset {
                let key = Key(user: user, time: reading.time.unixMicroseconds ?? reading.time.localMicroseconds)
                if let other = newest[key], other.ordering > sample.event.ordering { continue }
                newest[key] = ModelReading(reading, user: user, ordering: sample.event.ordering)
            }
        }
        return Set(newest.values)
    }
}
