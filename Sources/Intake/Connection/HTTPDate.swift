import RouterCore

/// The `Date` field of an answer (RFC 9110, 5.6.7), formatted once a second.
struct HTTPDate {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private var second: Int64 = .min
    private var text = ""

    mutating func string(unixMilliseconds: Int64) -> String {
        let second = max(0, unixMilliseconds) / 1000
        if second != self.second {
            self.second = second
            text = Self.format(second)
        }
        return text
    }

    private static func format(_ unixSeconds: Int64) -> String {
        let time = SampleTime(localMicroseconds: unixSeconds * 1_000_000, offsetSeconds: 0).localText
        let parts = time.prefix(19).split { "-T".contains($0) }
        let month = parts.count == 4 ? Int(parts[1]) ?? 1 : 1
        guard parts.count == 4, months.indices.contains(month - 1) else { return "" }
        let weekday = weekdays[Int(unixSeconds / 86_400 % 7)]
        return "\(weekday), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]) GMT"
    }
}
