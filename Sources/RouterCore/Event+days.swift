import JSONScanner

extension Event {
    /// Whether it holds data of one of these days by the data's own wall clock. False where it tells no time, as
    /// lifecycle events do.
    package func hasData(on days: DaySpan) -> Bool {
        withTrustedJSON(payload) { root in
            guard let data = root["data"], data.kind == .array else {
                // A hormone's measurement lies in the event itself.
                return DataElement(root).days?.overlaps(days) ?? false
            }
            return data.elements.contains { DataElement($0).days?.overlaps(days) ?? false }
        }
    }
}

extension DataElement {
    /// The days from its start to its end, which does not count where it is midnight; nil where it tells no time.
    fileprivate var days: DaySpan? {
        guard let start = startTime ?? timestamp, let first = DaySpan.day(ofTime: start) else { return nil }
        guard let endTime, var last = DaySpan.day(ofTime: endTime), last > first else { return DaySpan(first, first) }
        let isMidnight = SampleTime(parsing: endTime).map { $0.localMicroseconds % SampleTime.microsecondsPerDay == 0 }
        if isMidnight ?? false { last -= 1 }
        return DaySpan(first, last)
    }
}
