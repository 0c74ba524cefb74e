/// Whole days, both ends included. Days are counted from 1970-01-01.
package struct DaySpan: Sendable, Hashable, CustomStringConvertible {
    package let first: Int
    package let last: Int

    /// `last` must not be before `first`.
    package init(_ first: Int, _ last: Int) {
        precondition(first <= last, "a span has at least one day")
        self.first = first
        self.last = last
    }

    package var count: Int { last - first + 1 }

    /// Both ends of a stretch of time; nil where it holds no day.
    package init?(from first: Int?, to last: Int?) {
        let span = (first: first ?? CalendarDate.firstDay, last: last ?? CalendarDate.lastDay)
        guard span.first <= span.last else { return nil }
        self.init(span.first, span.last)
    }

    package func overlaps(_ other: DaySpan) -> Bool { first <= other.last && other.first <= last }

    /// The first days of it, at most so many (at least one).
    package func prefix(_ days: Int) -> DaySpan {
        DaySpan(first, min(last, first + max(1, days) - 1))
    }

    /// What is left behind `prefix`; nil where nothing is.
    package func dropping(_ prefix: DaySpan) -> DaySpan? {
        prefix.last < last ? DaySpan(prefix.last + 1, last) : nil
    }

    /// What is left of it without `others`, in order.
    package func subtracting(_ others: [DaySpan]) -> [DaySpan] {
        var left: [DaySpan] = []
        var next = first
        for other in others.sorted(by: { $0.first < $1.first }) where other.last >= next && other.first <= last {
            if other.first > next { left.append(DaySpan(next, other.first - 1)) }
            next = max(next, other.last + 1)
        }
        if next <= last { left.append(DaySpan(next, last)) }
        return left
    }

    package var description: String {
        count == 1 ? Self.text(first) : "\(Self.text(first)) to \(Self.text(last))"
    }

    /// The day as Terra and people write it, `2026-03-01`.
    package static func text(_ day: Int) -> String {
        let date = CalendarDate(daysSince1970: day)
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    }

    /// The day that `2026-03-01` names; nil for anything else.
    package static func day(_ text: String) -> Int? {
        var text = text
        return text.withUTF8 { bytes in
            var reader = TimeTextReader(bytes)
            let date = reader.date()
            return reader.isAtEnd ? date?.daysSince1970 : nil
        }
    }

    /// The day that a time begins with, `2026-03-01T08:00:00+02:00`, by its own wall clock.
    static func day(ofTime text: String) -> Int? {
        var text = text
        return text.withUTF8 { bytes in
            var reader = TimeTextReader(bytes)
            return reader.date()?.daysSince1970
        }
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
