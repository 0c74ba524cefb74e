package import RouterCore

/// What a progress file says: which days need not be asked for again.
package struct ProgressState: Sendable {
    private struct Place: Sendable, Hashable {
        let user: Int
        let type: String
    }

    private var done: [Place: [DaySpan]] = [:]
    /// Large requests whose chunks are not all there, by reference.
    package private(set) var awaited: [String: BackfillWindow] = [:]

    package init() {}

    mutating func apply(_ entry: ProgressEntry) {
        switch entry.state {
        case .done:
            guard let window = entry.window else { return }
            let place = Place(user: window.user, type: window.type)
            add(window.days, to: place)
            for (reference, other) in awaited where other == window { awaited[reference] = nil }
        case .awaited:
            if let window = entry.window, let reference = entry.reference { awaited[reference] = window }
        case .released:
            if let reference = entry.reference { awaited[reference] = nil }
        }
    }

    /// Days follow each other most of the time: then a span grows instead of the list.
    private mutating func add(_ days: DaySpan, to place: Place) {
        var spans = done[place] ?? []
        if let last = spans.last, last.last + 1 == days.first {
            spans[spans.count - 1] = DaySpan(last.first, days.last)
        } else {
            spans.append(days)
        }
        done[place] = spans
    }

    /// The days that are done or awaited.
    package func finished(user: Int, type: String) -> [DaySpan] {
        let waiting = awaited.values.filter { $0.user == user && $0.type == type }.map(\.days)
        return (done[Place(user: user, type: type)] ?? []) + waiting
    }

    /// How many days of the job are done, over all users and types.
    package func finishedDays(of job: BackfillJob) -> Int {
        done.reduce(0) { sum, entry in
            let left = job.days.subtracting(entry.value).reduce(0) { $0 + $1.count }
            return sum + job.days.count - left
        }
    }
}
