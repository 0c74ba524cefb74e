internal import RouterCore
import Synchronization

/// Where a courier is told what happened, from whichever thread, and where it waits. A report or a request wakes it;
/// the journal's growth only where it waits for that, so that commits cost a busy courier no thread switch.
final class Mailbox: Sendable {
    enum Report: Sendable {
        case prepared(DestinationFailure?)
        case ended(flight: Int, Outcomes)
        case shutDown
    }

    struct Mail {
        var reports: [Report] = []
        var journalGrew = false
    }

    private struct State {
        var mail = Mail()
        var stopBy: ContinuousClock.Instant?
        var wasWoken = false
        var listensToJournal = false
        var waiter: CheckedContinuation<Void, Never>?

        func mustNotWait(forJournal: Bool) -> Bool {
            !mail.reports.isEmpty || wasWoken || (forJournal && mail.journalGrew)
        }

        mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
            defer { waiter = nil }
            return waiter
        }
    }

    private let state = Mutex(State())

    func post(_ report: Report) {
        change { $0.mail.reports.append(report) }
    }

    func wake() {
        change { $0.wasWoken = true }
    }

    func requestStop(by deadline: ContinuousClock.Instant) {
        change { state in
            state.stopBy = min(state.stopBy ?? deadline, deadline)
            state.wasWoken = true
        }
    }

    /// When a stop that was asked for must have ended.
    var stopBy: ContinuousClock.Instant? { state.withLock { $0.stopBy } }

    func journalGrew() {
        let waiter = state.withLock { state in
            state.mail.journalGrew = true
            return state.listensToJournal ? state.takeWaiter() : nil
        }
        waiter?.resume()
    }

    func collect() -> Mail {
        state.withLock { state in
            defer { state.mail = Mail() }
            return state.mail
        }
    }

    /// Returns when there is something new; at most one waits at a time.
    func wait(
        forJournal: Bool,
        _ environment: CourierEnvironment,
        isolation: isolated (any Actor)? = #isolation
    ) async {
        if state.withLock({ $0.mustNotWait(forJournal: forJournal) }) {
            // Others, such as a question for the status, get their turn between two batches.
            await environment.yield()
        } else {
            await withCheckedContinuation { waiter in
                let mayGoOn = state.withLock { state in
                    if state.mustNotWait(forJournal: forJournal) { return true }
                    state.listensToJournal = forJournal
                    state.waiter = waiter
                    return false
                }
                if mayGoOn { waiter.resume() }
            }
        }
        state.withLock { $0.wasWoken = false }
    }

    private func change(_ body: (inout sending State) -> Void) {
        let waiter = state.withLock { state in
            body(&state)
            return state.takeWaiter()
        }
        waiter?.resume()
    }
}
