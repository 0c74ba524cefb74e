import RouterCore

/// Times as text, one after the other: most lie on the day of the one before, whose date is kept.
struct TimeText {
    private static let microsecondsPerDay: Int64 = 86_400_000_000
    /// FHIR knows no offset beyond these.
    private static let fhirOffsets = -14 * 3600...14 * 3600

    private var day = Int64.min
    /// `yyyymmdd` of `day`, and `yyyy-mm-dd`.
    private var compactDate: [UInt8] = []
    private var date: [UInt8] = []

    /// `yyyymmddThhmmssZ` of an instant, with `.ffffff` before the `Z` where it is no whole second: letters, digits and
    /// a point only, so that it can stand in a URL.
    mutating func appendCompact(unixMicroseconds: Int64, to output: inout [UInt8]) {
        let time = setDay(unixMicroseconds)
        output.append(contentsOf: compactDate)
        output.append(UInt8(ascii: "T"))
        let seconds = Int(time / 1_000_000)
        DecimalText.appendPair(seconds / 3600, to: &output)
        DecimalText.appendPair(seconds / 60 % 60, to: &output)
        DecimalText.appendPair(seconds % 60, to: &output)
        Self.appendFraction(time, to: &output)
        output.append(UInt8(ascii: "Z"))
    }

    /// `yyyy-mm-ddThh:mm:ss+hh:mm` as FHIR takes it, with a fraction where there is one: the wall clock and its offset,
    /// or in UTC where FHIR has no such offset.
    mutating func appendDateTime(_ time: SampleTime, offset: Int, to output: inout [UInt8]) {
        let isShown = Self.fhirOffsets.contains(offset) && offset % 60 == 0
        let instant = time.localMicroseconds - Int64(offset) * 1_000_000
        appendClock(isShown ? time.localMicroseconds : instant, trimsFraction: true, to: &output)
        guard isShown, offset != 0 else { return output.append(UInt8(ascii: "Z")) }
        output.append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        DecimalText.appendPair(abs(offset) / 3600, to: &output)
        output.append(UInt8(ascii: ":"))
        DecimalText.appendPair(abs(offset) / 60 % 60, to: &output)
    }

    /// `yyyy-mm-ddThh:mm:ss.ffffff` of a clock; of a whole second without its fraction where that is to be trimmed.
    mutating func appendClock(_ microseconds: Int64, trimsFraction: Bool, to output: inout [UInt8]) {
        let time = setDay(microseconds)
        output.append(contentsOf: date)
        output.append(UInt8(ascii: "T"))
        let seconds = Int(time / 1_000_000)
        DecimalText.appendPair(seconds / 3600, to: &output)
        output.append(UInt8(ascii: ":"))
        DecimalText.appendPair(seconds / 60 % 60, to: &output)
        output.append(UInt8(ascii: ":"))
        DecimalText.appendPair(seconds % 60, to: &output)
        if trimsFraction {
            Self.appendFraction(time, to: &output)
        } else {
            output.append(UInt8(ascii: "."))
            DecimalText.append(Int(time % 1_000_000), digits: 6, to: &output)
        }
    }

    /// Microseconds since midnight.
    private mutating func setDay(_ microseconds: Int64) -> Int64 {
        var (day, time) = microseconds.quotientAndRemainder(dividingBy: Self.microsecondsPerDay)
        if time < 0 {
            day -= 1
            time += Self.microsecondsPerDay
        }
        guard day != self.day else { return time }
        self.day = day
        let calendar = CalendarDate(daysSince1970: Int(day))
        compactDate.removeAll(keepingCapacity: true)
        DecimalText.append(
            calendar.year * 10_000 + calendar.month * 100 + calendar.day,
            digits: 8,
            to: &compactDate
        )
        date = compactDate[..<4] + [UInt8(ascii: "-")] + compactDate[4..<6] + [UInt8(ascii: "-")] + compactDate[6...]
        return time
    }

    private static func appendFraction(_ time: Int64, to output: inout [UInt8]) {
        let fraction = Int(time % 1_000_000)
        guard fraction != 0 else { return }
        output.append(UInt8(ascii: "."))
        DecimalText.append(fraction, digits: 6, to: &output)
    }
}
