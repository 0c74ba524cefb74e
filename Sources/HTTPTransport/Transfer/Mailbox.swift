import Synchronization

/// What senders hand to the transfer thread, and how they wake it.
final class Mailbox: Sendable {
    enum Command: Sendable {
        case start(Submission)
        case cancel(id: UInt64)
    }

    private struct State {
        var commands: [Command] = []
        /// Requests that were taken and have no outcome yet.
        var outstanding = 0
        /// Set once nothing more is taken: what senders are told.
        var refusal: HTTPFailure?
        /// The thread waits for the network, and has to be woken to see a command.
        var isAsleep = false
    }

    private let wakeUp: WakeUp
    private let capacity: Int
    private let state = Mutex(State())

    /// At most `capacity` requests are outstanding at once.
    init(wakeUp: WakeUp, capacity: Int) {
        self.wakeUp = wakeUp
        self.capacity = capacity
    }

    var outstandingCount: Int { state.withLock { $0.outstanding } }

    /// Takes a request, or says why not.
    func submit(_ submission: Submission) -> HTTPFailure? {
        state.withLock { state in
            if let refusal = state.refusal { return refusal }
            guard state.outstanding < capacity else {
                return HTTPFailure(.overloaded, "\(capacity) requests are under way or waiting, which is the limit")
            }
            state.outstanding += 1
            state.commands.append(.start(submission))
            wake(&state)
            return nil
        }
    }

    /// Asks for the end of a request, which may be over already.
    func cancel(id: UInt64) {
        state.withLock { state in
            state.commands.append(.cancel(id: id))
            wake(&state)
        }
    }

    /// Takes nothing more, for the first reason that is given; what was taken goes on to its end, and then the thread ends.
    func close(_ reason: HTTPFailure = .closed) {
        state.withLock { state in
            state.refusal = state.refusal ?? reason
            wake(&state)
        }
    }

    private func wake(_ state: inout State) {
        guard state.isAsleep else { return }
        state.isAsleep = false
        wakeUp.signal()
    }

    // MARK: - For the transfer thread

    /// All commands that have come, in their order, and whether no request will follow.
    func take() -> (commands: [Command], isClosing: Bool) {
        state.withLock { state in
            state.isAsleep = false
            let commands = state.commands
            state.commands = []
            return (commands, state.refusal != nil)
        }
    }

    /// Makes room for as many requests as got their outcome.
    func release(_ count: Int) {
        state.withLock { $0.outstanding -= count }
    }

    /// False where there is something to do first; else whoever comes next wakes the thread.
    func prepareToSleep(knowsOfClosing: Bool) -> Bool {
        state.withLock { state in
            guard state.commands.isEmpty, (state.refusal != nil) == knowsOfClosing else { return false }
            state.isAsleep = true
            return true
        }
    }
}
