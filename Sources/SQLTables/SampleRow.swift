package import RouterCore

/// A row of `glucose_samples`: what the newest version says of one user's reading at one time.
package struct SampleRow: Sendable, Hashable {
    /// Index into `TableRows.sampleUsers`.
    package let user: Int
    package let time: SampleTime
    /// mg/dL; nil where the source gave a time but no value.
    package let milligramsPerDeciliter: Double?
    /// Terra's `glucose_level_flag`; nil also where it does not fit the column.
    package let flag: Int16?
    /// Terra's `trend_arrow`; nil also where it does not fit the column.
    package let trend: Int16?
    package let ordering: Int64
    /// The position of its event in the batch.
    package let event: Int

    init(_ reading: GlucoseReading, user: Int, ordering: Int64, event: Int) {
        self.user = user
        time = reading.time
        milligramsPerDeciliter = reading.milligramsPerDeciliter
        flag = reading.flag.flatMap { Int16(exactly: $0) }
        trend = reading.trend.flatMap { Int16(exactly: $0) }
        self.ordering = ordering
        self.event = event
    }

    /// What tells a user's rows apart: the instant, or the wall clock where no offset is known.
    var timeKey: Int64 { time.unixMicroseconds ?? time.localMicroseconds }
}
