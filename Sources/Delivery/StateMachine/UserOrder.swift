import DequeModule

/// Keeps one user's events in order: at most one of them is in flight, and none is sent while an earlier one waits in
/// the retry queue. Where order is not asked for, it lets everything pass. Events without a user have no order.
struct UserOrder: Sendable {
    let isKept: Bool
    /// Users with an event from the backlog in flight.
    private var busy: Set<String> = []
    /// The rows of the retry queue of each user, oldest first; only the first may be sent.
    private var chains: [String: Deque<Int64>] = [:]

    init(isKept: Bool) {
        self.isKept = isKept
    }

    var hasChains: Bool { !chains.isEmpty }

    /// True while an event of the user waits in the retry queue, and what comes later belongs behind it. Not so while
    /// one from the backlog is in flight, which may itself have to join the queue before what comes later: what a person
    /// has sent again can be queued beside it.
    func isQueued(_ user: String?) -> Bool {
        guard let user else { return false }
        return chains[user] != nil && !busy.contains(user)
    }

    /// True if nothing earlier of the user is on its way. Who it is, is asked only where it matters.
    func maySend(_ user: @autoclosure () -> String?) -> Bool {
        guard isKept, let user = user() else { return true }
        return !busy.contains(user) && chains[user] == nil
    }

    mutating func sent(_ user: @autoclosure () -> String?) {
        guard isKept, let user = user() else { return }
        busy.insert(user)
    }

    mutating func settled(_ user: @autoclosure () -> String?) {
        guard isKept, let user = user() else { return }
        busy.remove(user)
    }

    /// Puts a row behind the user's others; true if it is the first, which may be sent.
    mutating func enqueue(_ id: Int64, of user: String?) -> Bool {
        guard isKept, let user else { return true }
        chains[user, default: []].append(id)
        return chains[user]?.count == 1
    }

    /// Takes a row away; the row that may be sent instead, if the first one went.
    mutating func dequeue(_ id: Int64, of user: String?) -> Int64? {
        guard isKept, let user, let first = chains[user]?.first else { return nil }
        guard first == id else {
            chains[user]?.removeAll { $0 == id }
            return nil
        }
        // In place: a copy of a long chain for each of its rows would be quadratic.
        chains[user]?.removeFirst()
        if chains[user]?.isEmpty == true {
            chains[user] = nil
        }
        return chains[user]?.first
    }
}
