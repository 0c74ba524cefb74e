internal import RouterCore

/// The text of a statement while it is put together, with values as literals.
///
/// The session has backslash escapes on and speaks utf8mb4, in which no byte of a longer character is a quote or a
/// backslash: doubling those two keeps a literal a literal.
struct SQLText {
    private(set) var bytes: [UInt8] = []
    private var day = Int64.min
    private var dayText: [UInt8] = []

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func raw(_ text: some Collection<UInt8>) { bytes.append(contentsOf: text) }

    mutating func raw(_ byte: UInt8) { bytes.append(byte) }

    mutating func null() { raw("NULL".utf8) }

    mutating func text(_ value: String?) {
        guard var value else { return null() }
        value.withUTF8 { literal($0) }
    }

    mutating func blob(_ value: ArraySlice<UInt8>) { value.withUnsafeBufferPointer { literal($0) } }

    mutating func integer(_ value: (some BinaryInteger)?) {
        guard let value else { return null() }
        decimal(Int64(value))
    }

    mutating func double(_ value: Double?) {
        guard let value else { return null() }
        if let whole = Int32(exactly: value) {
            decimal(Int64(whole))
        } else {
            raw("\(value)".utf8)
        }
    }

    /// `'yyyy-mm-ddThh:mm:ss.ffffff'` from microseconds since 1970.
    mutating func time(_ microseconds: Int64?) {
        guard let microseconds else { return null() }
        let perDay: Int64 = 86_400_000_000
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: perDay)
        let newDay = remainder < 0 ? quotient - 1 : quotient
        let timeOfDay = Int(remainder < 0 ? remainder + perDay : remainder)
        if newDay != day {
            // The rows of a day follow one another: its date is written out once.
            let text = SampleTime(localMicroseconds: newDay * perDay, offsetSeconds: nil).localText
            dayText = [UInt8(ascii: "'")] + text.utf8.prefix(11)
            day = newDay
        }
        raw(dayText)
        digits(timeOfDay / 3_600_000_000, 2)
        raw(UInt8(ascii: ":"))
        digits(timeOfDay / 60_000_000 % 60, 2)
        raw(UInt8(ascii: ":"))
        digits(timeOfDay / 1_000_000 % 60, 2)
        if timeOfDay % 1_000_000 != 0 {
            raw(UInt8(ascii: "."))
            digits(timeOfDay % 1_000_000, 6)
        }
        raw(UInt8(ascii: "'"))
    }

    /// How long a literal of these bytes is at most, without going through them.
    static func maxLength(_ count: Int) -> Int { count * 2 + 2 }

    /// How long a literal of these bytes is.
    static func length(_ value: ArraySlice<UInt8>) -> Int {
        value.withUnsafeBufferPointer { $0.reduce(2) { $0 + (isSpecial($1) ? 2 : 1) } }
    }

    private mutating func literal(_ value: UnsafeBufferPointer<UInt8>) {
        raw(UInt8(ascii: "'"))
        var start = 0
        for index in 0..<value.count where Self.isSpecial(value[index]) {
            bytes.append(contentsOf: value[start..<index])
            bytes.append(value[index])
            start = index
        }
        bytes.append(contentsOf: value[start...])
        raw(UInt8(ascii: "'"))
    }

    @inline(__always)
    private static func isSpecial(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") }

    private mutating func decimal(_ value: Int64) {
        if value < 0 { raw(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func digits(_ value: Int, _ count: Int) {
        var divisor = count == 2 ? 10 : 100_000
        while divisor > 0 {
            raw(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}
