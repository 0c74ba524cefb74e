/// The header `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
package enum RetryAfter {
    /// A longer wait is cut to this: a server's word must not silence a destination for good.
    package static let maximum: Duration = .seconds(86_400)

    /// The time to wait, zero for a date that has passed; nil where the value is neither form. `now` in unix seconds.
    package static func parse(_ value: String, now: Int64) -> Duration? {
        let text = value.drop { $0 == " " }
        if let first = text.utf8.first, (0x30...0x39).contains(first) {
            let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
            guard text.utf8.dropFirst(digits.count).allSatisfy({ $0 == 0x20 }) else { return nil }
            // More digits than a number holds are a very long wait.
            return min(maximum, .seconds(Int64(Substring(digits)) ?? Int64(Int32.max)))
        }
        guard let date = HTTPDate.parse(text) else { return nil }
        return min(maximum, .seconds(max(0, date - now)))
    }
}
