internal import RouterCore

/// What is still to be asked for of one user, and how.
struct UserQueue: Sendable {
    struct Entry: Sendable {
        let type: String
        var days: DaySpan
    }

    var left: [Entry]
    var pacer = RequestPacer()
    var daysPerRequest: Int
    /// Answers in a row that brought nothing.
    var attempts = 0
    var isAsked = false

    /// The next window; nil where nothing is left.
    func window(of user: Int) -> BackfillWindow? {
        left.first.map { BackfillWindow(user: user, type: $0.type, days: $0.days.prefix(daysPerRequest)) }
    }

    /// Takes a window off that `window` gave.
    mutating func take(_ window: BackfillWindow) {
        guard let rest = left.first?.days.dropping(window.days) else {
            left.removeFirst()
            return
        }
        left[0].days = rest
    }

    /// Puts a window back to be asked for again, first.
    mutating func putBack(_ window: BackfillWindow) {
        if let next = left.first, next.type == window.type, next.days.first == window.days.last + 1 {
            left[0].days = DaySpan(window.days.first, next.days.last)
        } else {
            left.insert(Entry(type: window.type, days: window.days), at: 0)
        }
    }
}
