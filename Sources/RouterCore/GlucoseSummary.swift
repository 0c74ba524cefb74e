import JSONScanner

/// The glucose values of one event, in mg/dL, as conditions look at them.
struct GlucoseSummary {
    /// In the order of the payload.
    private(set) var values: [Double] = []
    /// That of the reading with the largest instant; a time without offset counts as UTC, for want of better.
    private(set) var latest: Double?

    /// Empty for events that carry no readings.
    init(type: String, _ root: JSONValue) {
        guard type == "body" else { return }
        var latestTime = Int64.min
        GlucoseReading.forEach(inEvent: root) { _, reading in
            guard let value = reading.milligramsPerDeciliter else { return }
            values.append(value)
            let time = reading.time.unixMicroseconds ?? reading.time.localMicroseconds
            if time >= latestTime {
                latestTime = time
                latest = value
            }
        }
    }
}
