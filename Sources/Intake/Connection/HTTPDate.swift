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
        let time = UTCTime(unixMilliseconds: unixSeconds * 1000)
        let weekday = weekdays[Int(unixSeconds / 86_400 % 7)]
        let date = "\(two(time.day)) \(months[time.month - 1]) \(time.year)"
        return "\(weekday), \(date) \(two(time.hour)):\(two(time.minute)):\(two(time.second)) GMT"
    }

    private static func two(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
