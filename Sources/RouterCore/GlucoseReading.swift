/// One reading of `glucose_data.blood_glucose_samples` or `detailed_blood_glucose_samples`.
package struct GlucoseReading: Sendable, Hashable {
    package let time: SampleTime
    /// mg/dL; nil where the sample carries none.
    package let milligramsPerDeciliter: Double?
    /// Terra's `glucose_level_flag`: 0 normal, 1 high, 2 low.
    package let flag: Int?
    /// Terra's `trend_arrow`: 0 unknown, 1 falling quickly … 5 rising quickly.
    package let trend: Int?

    package init(time: SampleTime, milligramsPerDeciliter: Double?, flag: Int?, trend: Int?) {
        self.time = time
        self.milligramsPerDeciliter = milligramsPerDeciliter
        self.flag = flag
        self.trend = trend
    }
}
