extension SampleTime {
    /// The instant in UTC, `yyyy-mm-ddThh:mm:ss.ffffffZ`; nil where the offset is not known.
    package var instantText: String? {
        unixMicroseconds.map { Self.text(microseconds: $0, isUTC: true) }
    }

    /// The wall clock, `yyyy-mm-ddThh:mm:ss.ffffff`, without its offset.
    package var localText: String { Self.text(microseconds: localMicroseconds, isUTC: false) }

    private static func text(microseconds: Int64, isUTC: Bool) -> String {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: microsecondsPerDay)
        let days = remainder < 0 ? quotient - 1 : quotient
        let timeOfDay = Int(remainder < 0 ? remainder + microsecondsPerDay : remainder)
        let date = CalendarDate(daysSince1970: Int(days))
        return String(unsafeUninitializedCapacity: 27) { output in
            write(date.year, digits: 4, followedBy: "-", to: output, at: 0)
            write(date.month, digits: 2, followedBy: "-", to: output, at: 5)
            write(date.day, digits: 2, followedBy: "T", to: output, at: 8)
            write(timeOfDay / 3_600_000_000, digits: 2, followedBy: ":", to: output, at: 11)
            write(timeOfDay / 60_000_000 % 60, digits: 2, followedBy: ":", to: output, at: 14)
            write(timeOfDay / 1_000_000 % 60, digits: 2, followedBy: ".", to: output, at: 17)
            write(timeOfDay % 1_000_000, digits: 6, followedBy: "Z", to: output, at: 20)
            return isUTC ? 27 : 26
        }
    }

    private static func write(
        _ number: Int,
        digits: Int,
        followedBy separator: Unicode.Scalar,
        to output: UnsafeMutableBufferPointer<UInt8>,
        at start: Int
    ) {
        var rest = number
        for index in stride(from: start + digits - 1, through: start, by: -1) {
            output[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        output[start + digits] = UInt8(ascii: separator)
    }
}
