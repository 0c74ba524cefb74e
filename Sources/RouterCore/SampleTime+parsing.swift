extension SampleTime {
    /// Reads `yyyy-mm-ddThh:mm[:ss[.fraction]]` with a `T`, `t` or space between date and time, up to nine digits of
    /// fraction and an optional offset `Z`, `±hh:mm`, `±hhmm` or `±hh`. Nil for anything else, for what the calendar
    /// does not have, and outside the years 1 to 9999 by the wall clock or in UTC.
    package init?(parsing text: UnsafeBufferPointer<UInt8>) {
        var reader = TimeTextReader(text)
        guard let date = reader.date(), reader.take("T") || reader.take("t") || reader.take(" "),
            let timeOfDay = reader.timeOfDay()
        else { return nil }
        var offset: Int?
        if !reader.isAtEnd {
            guard let written = reader.offset(), reader.isAtEnd else { return nil }
            offset = written
        }
        let local = Int64(date.daysSince1970) * Self.microsecondsPerDay + timeOfDay
        self.init(localMicroseconds: local, offsetSeconds: offset)
        guard let unixMicroseconds else { return }
        guard Self.representable.contains(unixMicroseconds) else { return nil }
    }

    /// As the other initializer.
    package init?(parsing text: some StringProtocol) {
        var text = String(text)
        guard let time = text.withUTF8({ SampleTime(parsing: $0) }) else { return nil }
        self = time
    }

    static let microsecondsPerDay: Int64 = 86_400_000_000

    private static let representable =
        Int64(CalendarDate.firstDay) * microsecondsPerDay..<Int64(CalendarDate.lastDay + 1) * microsecondsPerDay
}
