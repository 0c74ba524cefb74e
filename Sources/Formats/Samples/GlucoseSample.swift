import JSONScanner
import RouterCore

/// A reading as it stands in the payload. Points into the payload: for use only while that is read.
struct GlucoseSample {
    private(set) var time: SampleTime
    /// The number in mg/dL as it is written; nil where the sample has none.
    let value: JSONValue?
    /// Terra's `glucose_level_flag`.
    let flag: Int64?
    /// Terra's `trend_arrow`.
    let trend: Int64?

    init(time: SampleTime, value: JSONValue?, flag: Int64?, trend: Int64?) {
        self.time = time
        self.value = value
        self.flag = flag
        self.trend = trend
    }

    /// Gives a time without an offset the one that it is to have.
    mutating func assume(offset: Int?) {
        time = SampleTime(localMicroseconds: time.localMicroseconds, offsetSeconds: offset)
    }

    /// What tells a user's readings apart: the instant, or the wall clock where no offset is known.
    var key: Int64 { time.unixMicroseconds ?? time.localMicroseconds }
}
