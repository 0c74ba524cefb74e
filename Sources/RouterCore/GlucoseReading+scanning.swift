import JSONScanner

extension GlucoseReading {
    /// Calls `body` for each reading in a body event's payload that says when it was taken, with the index of the
    /// element of `data` that holds it.
    static func forEach<E: Error>(
        inEvent root: JSONValue,
        _ body: (Int, GlucoseReading) throws(E) -> Void
    ) throws(E) {
        guard let data = root["data"] else { return }
        var index = 0
        for element in data.elements {
            if let glucose = element["glucose_data"] {
                try forEach(inGlucoseData: glucose) { (reading) throws(E) in try body(index, reading) }
            }
            index += 1
        }
    }

    /// Calls `body` for each reading of `blood_glucose_samples` and `detailed_blood_glucose_samples`.
    static func forEach<E: Error>(
        inGlucoseData glucose: JSONValue,
        _ body: (GlucoseReading) throws(E) -> Void
    ) throws(E) {
        for (key, samples) in glucose.members {
            guard key == "blood_glucose_samples" || key == "detailed_blood_glucose_samples" else { continue }
            for sample in samples.elements {
                if let reading = GlucoseReading(sample) { try body(reading) }
            }
        }
    }

    /// Nil if the sample has no timestamp that can be read.
    private init?(_ sample: JSONValue) {
        var time: SampleTime?
        var milligramsPerDeciliter: Double?
        var flag: Int?
        var trend: Int?
        for (key, value) in sample.members {
            switch key {
            case "timestamp": time = value.withStringBytes { SampleTime(parsing: $0) } ?? nil
            case "blood_glucose_mg_per_dL": milligramsPerDeciliter = value.double
            case "glucose_level_flag": flag = value.integer.map { Int($0) }
            case "trend_arrow": trend = value.integer.map { Int($0) }
            default: break
            }
        }
        guard let time else { return nil }
        self.init(time: time, milligramsPerDeciliter: milligramsPerDeciliter, flag: flag, trend: trend)
    }
}
