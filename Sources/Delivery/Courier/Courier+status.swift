internal import RouterCore

extension Courier {
    /// How the destination is doing. `opensWindow` starts the next window of rates and latencies, as the `stats` line
    /// does; whoever only looks leaves it.
    package func status(opensWindow: Bool = false) -> CourierStatus {
        let clock = environment.clock()
        let condition = machine.condition
        let state = state(condition.phase)
        let status = CourierStatus(
            name: name,
            kind: type(of: destination).kind,
            state: state,
            reason: condition.reason,
            since: clock.milliseconds(at: condition.since),
            backlog: (try? journal.pending(for: name, from: machine.cursor)) ?? PendingEvents(),
            retryQueue: machine.retryCount,
            deadLetters: deadLetterCount,
            sinceStart: statistics.sinceStart,
            total: statistics.total,
            window: statistics.currentWindow(at: clock.instant),
            lastError: statistics.lastError,
            lastDeliveredAt: statistics.lastDeliveredAt,
            replay: replay
        )
        if opensWindow { statistics.openWindow(at: clock.instant) }
        return status
    }

    private func state(_ phase: DestinationPhase) -> CourierStatus.State {
        if machine.isStopping { return .stopping }
        return switch phase {
        case .starting: .starting
        case .up: .ready
        case .down: .down
        case .paused: .paused
        }
    }
}
