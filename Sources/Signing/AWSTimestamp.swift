/// A time as AWS writes it in requests, `20130524T000000Z`.
struct AWSTimestamp {
    /// `20130524T000000Z`.
    let text: String
    /// `20130524`.
    var date: String { String(text.prefix(8)) }

    init(unixSeconds: Int64) {
        let day = Int64((Double(unixSeconds) / 86_400).rounded(.down))
        let second = unixSeconds - day * 86_400
        // Days since 0000-03-01, so that a leap day comes last in its year (proleptic Gregorian calendar).
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let clock = [second / 3600, second / 60 % 60, second % 60].map { Self.digits($0, 2) }.joined()
        text = "\(Self.digits(year, 4))\(Self.digits(month, 2))\(Self.digits(dayOfMonth, 2))T\(clock)Z"
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
