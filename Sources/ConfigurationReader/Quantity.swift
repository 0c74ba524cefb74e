/// Reads durations (`500ms`, `1h30m`) and sizes (`64MiB`).
package enum Quantity {
    /// What durations look like, for messages.
    package static let durationForms = "500ms, 30s, 5m or 7d"
    /// What sizes look like, for messages.
    package static let sizeForms = "64KiB, 64MiB or 10GiB"
    /// The regular expression of durations, without anchors; `0` is one too.
    package static let durationPattern = "(?:\(numberPattern) *(?:\(alternatives(durationUnits))))+"
    /// The regular expression of sizes, without anchors; `0` is one too.
    package static let sizePattern = "\(numberPattern) *(?:\(alternatives(sizeUnits)))"

    /// Nil where the text is no duration, or is longer than a thousand years.
    static func duration(_ text: String) -> Duration? {
        if text == "0" { return .zero }
        var rest = Substring(text)
        var nanoseconds = 0.0
        repeat {
            guard let (number, unit) = term(&rest), let scale = durationUnits[unit] else { return nil }
            nanoseconds += number * scale
        } while !rest.isEmpty
        guard nanoseconds <= 1_000 * 365 * 86_400 * 1e9 else { return nil }
        let seconds = (nanoseconds / 1e9).rounded(.down)
        return .seconds(Int64(seconds)) + .nanoseconds(Int64((nanoseconds - seconds * 1e9).rounded()))
    }

    /// Bytes; nil where the text is no size, or is larger than 8 EiB.
    package static func size(_ text: String) -> Int? {
        if text == "0" { return 0 }
        var rest = Substring(text)
        guard let (number, unit) = term(&rest), rest.isEmpty, let scale = sizeUnits[unit] else { return nil }
        return Int(exactly: (number * scale).rounded())
    }

    /// The duration in its largest unit that gives a whole number.
    package static func describe(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        guard attoseconds == 0 else { return "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)ms" }
        for (unit, length) in [("d", 86_400), ("h", 3_600), ("m", 60)] as [(String, Int64)]
        where seconds > 0 && seconds.isMultiple(of: length) {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }

    /// The size in its largest binary unit that gives a whole number.
    package static func describe(bytes: Int) -> String {
        for (unit, length) in [("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        where bytes > 0 && bytes.isMultiple(of: length) {
            return "\(bytes / length)\(unit)"
        }
        return "\(bytes)B"
    }

    private static let durationUnits: [Substring: Double] = [
        "us": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3_600e9, "d": 86_400e9,
    ]

    private static let sizeUnits: [Substring: Double] = [
        "B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
        "KiB": 1_024, "MiB": 1_048_576, "GiB": 1_073_741_824, "TiB": 1_099_511_627_776,
    ]

    private static let numberPattern = "[0-9]+(?:\\.[0-9]+)?"

    private static func alternatives(_ units: [Substring: Double]) -> String {
        units.keys.sorted().joined(separator: "|")
    }

    /// A number and its unit, cut off the front.
    private static func term(_ text: inout Substring) -> (number: Double, unit: Substring)? {
        let digits = text.prefix { ("0"..."9").contains($0) || $0 == "." }
        guard digits.first != ".", digits.last != ".", let number = Double(digits) else { return nil }
        let afterDigits = text.dropFirst(digits.count).drop { $0 == " " }
        let unit = afterDigits.prefix { ("a"..."z").contains($0) || ("A"..."Z").contains($0) }
        guard !unit.isEmpty else { return nil }
        text = afterDigits.dropFirst(unit.count)
        return (number, unit)
    }
}
