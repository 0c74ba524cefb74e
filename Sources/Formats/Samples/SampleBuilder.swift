import JSONScanner
import RouterCore

/// What has been read of one element of `blood_glucose_samples`.
struct SampleBuilder {
    private var time: SampleTime?
    private var value: JSONValue?
    private var flag: Int64?
    private var trend: Int64?

    /// Takes one member of the element.
    @inline(__always)
    mutating func take(_ key: JSONKey, _ member: JSONValue) {
        switch key {
        case "timestamp": time = member.withStringBytes { SampleTime(parsing: $0) } ?? nil
        case "blood_glucose_mg_per_dL": value = member.kind == .number ? member : nil
        case "glucose_level_flag": flag = member.integer
        case "trend_arrow": trend = member.integer
        default: break
        }
    }

    /// Nil if the element has no timestamp that can be read.
    var sample: GlucoseSample? {
        time.map { GlucoseSample(time: $0, value: value, flag: flag, trend: trend) }
    }
}
