import JSONScanner

extension Event {
    /// Splits the event into its keyed records; an event without data is one record.
    ///
    /// An event of more than 10,000 elements, or whose documents would be larger than 64 MiB, stays whole under its
    /// identity.
    package func records() -> [Record] {
        withTrustedJSON(payload) { root in RecordReader(self, root).records { _, _ in } }
    }

    /// The glucose readings of every element of `data`, in the order of the payload, with their index in `records()`.
    package func glucoseReadings() -> [(record: Int, reading: GlucoseReading)] { contents().readings }

    /// `records()` and `glucoseReadings()` in one pass over the payload.
    package func contents() -> (records: [Record], readings: [(record: Int, reading: GlucoseReading)]) {
        var readings: [(record: Int, reading: GlucoseReading)] = []
        let hasReadings = type == "body"
        let records = withTrustedJSON(payload) { root in
            RecordReader(self, root).records { index, element in
                guard hasReadings else { return }
                element.forEachReading { readings.append((index, $0)) }
            }
        }
        return (records, readings)
    }

    /// Calls `body` for each reading of `glucoseReadings()` with the index of its element in `data`, collecting nothing.
    package func forEachReading<E: Error>(_ body: (Int, GlucoseReading) throws(E) -> Void) throws(E) {
        guard type == "body" else { return }
        try withTrustedJSON(payload) { (root) throws(E) in try GlucoseReading.forEach(inEvent: root, body) }
    }
}
