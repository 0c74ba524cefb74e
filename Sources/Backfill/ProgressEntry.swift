internal import RouterCore

/// A line of a progress file. Users are named by their place in the job: the file says nothing of whose history it is.
struct ProgressEntry: Codable, Sendable, Hashable {
    enum State: String, Codable, Sendable {
        case done
        case awaited
        case released
    }

    let state: State
    var user: Int?
    var type: String?
    var first: Int?
    var last: Int?
    var reference: String?

    init(_ note: BackfillMachine.Note) {
        switch note {
        case .done(let window):
            state = .done
            set(window)
        case .awaited(let window, let reference):
            state = .awaited
            set(window)
            self.reference = reference
        case .released(let reference):
            state = .released
            self.reference = reference
        }
    }

    private mutating func set(_ window: BackfillWindow) {
        user = window.user
        type = window.type
        first = window.days.first
        last = window.days.last
    }

    var window: BackfillWindow? {
        guard let user, let type, let first, let last, first <= last else { return nil }
        return BackfillWindow(user: user, type: type, days: DaySpan(first, last))
    }
}
