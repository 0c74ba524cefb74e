/// Reads the parts of a date and time from the front of a text, one after the other.
struct TimeTextReader {
    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    var isAtEnd: Bool { index == text.count }

    /// Takes the next character if it is `byte`.
    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard index < text.count, text[index] == UInt8(ascii: byte) else { return false }
        index += 1
        return true
    }

    /// Takes a number of exactly so many digits, which must lie in `range`; nil, and takes nothing, otherwise.
    @inline(__always)
    mutating func number(digits: Int, in range: ClosedRange<Int>) -> Int? {
        guard index &+ digits <= text.count else { return nil }
        var value = 0
        for offset in 0..<digits {
            let digit = text[index &+ offset] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int(digit)
        }
        guard range.contains(value) else { return nil }
        index += digits
        return value
    }

    /// `yyyy-mm-dd`; nil if there is no such day.
    mutating func date() -> CalendarDate? {
        guard let year = number(digits: 4, in: 1...9999), take("-"), let month = number(digits: 2, in: 1...12),
            take("-"), let day = number(digits: 2, in: 1...31)
        else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// `hh:mm[:ss[.fraction]]` in microseconds since midnight; what a fraction has beyond microseconds is cut.
    mutating func timeOfDay() -> Int64? {
        guard let hour = number(digits: 2, in: 0...23), take(":"), let minute = number(digits: 2, in: 0...59) else {
            return nil
        }
        let minutes = Int64(hour * 60 + minute)
        guard take(":") else { return minutes * 60_000_000 }
        guard let second = number(digits: 2, in: 0...60) else { return nil }
        var fraction: Int64 = 0
        if take(".") {
            var unit: Int64 = 100_000
            var count = 0
            while count < 9, let digit = number(digits: 1, in: 0...9) {
                fraction += Int64(digit) * unit
                unit /= 10
                count += 1
            }
            guard count > 0 else { return nil }
        }
        // A leap second has no place in Unix time: the last microsecond before it stands in.
        if second == 60 { return minutes * 60_000_000 + 59_999_999 }
        return minutes * 60_000_000 + Int64(second) * 1_000_000 + fraction
    }

    /// `Z`, `±hh:mm`, `±hhmm` or `±hh`, in seconds east of UTC; nil if neither is there or it is out of range.
    mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = number(digits: 2, in: 0...23) else { return nil }
        var minutes = 0
        if take(":") {
            guard let value = number(digits: 2, in: 0...59) else { return nil }
            minutes = value
        } else if let value = number(digits: 2, in: 0...59) {
            minutes = value
        }
        let seconds = hours * 3600 + minutes * 60
        return isWest ? -seconds : seconds
    }
}
