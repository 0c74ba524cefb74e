import Synchronization

/// Whether a server honours conditions on writes. There are some that answer as if they did and write all the same.
final class ConditionSupport: Sendable {
    enum State: Sendable, Hashable {
        /// Not known yet: conditions are sent, and what is stored is looked at before as well.
        case unknown
        /// Being found out with an object that was just written.
        case probing
        case honoured
        /// What is stored is looked at before each write; of two that write at the same moment the older may win.
        case missing
    }

    private let state: Mutex<State>

    init(_ initial: State) {
        state = Mutex(initial)
    }

    var current: State { state.withLock { $0 } }

    /// True for the one caller that is to find out.
    func beginProbe() -> Bool {
        state.withLock { state in
            guard state == .unknown else { return false }
            state = .probing
            return true
        }
    }

    /// True where this is news.
    func set(_ new: State) -> Bool {
        state.withLock { state in
            defer { state = new }
            return state != new
        }
    }
}
