import DequeModule
package import RouterCore

extension CourierStateMachine {
    /// Events of a replay go through the retry queue: there they take turns with the backlog, and whatever may happen to
    /// an event is seen to. No more of them than a batch wait there at a time, so that the queue stays open to others.
    /// While the destination is down none are taken, unless there is nothing else to find out with that it is up again.
    func mayTakeReplay(at now: Instant) -> Bool {
        replay.hasMore && !retriesAreFull && (!health.isProbing || hasNothingToSend)
            && retries.replayCount < settings.limits.maxEvents && retries.byteCount < limits.maxRetryBytes / 2
            && (replay.notBefore ?? now) <= now
    }

    private var hasNothingToSend: Bool {
        retries.count == 0 && pending.isEmpty && flights.isEmpty && bisections.isEmpty
    }

    var takeReplayAction: CourierAction<Instant> {
        .takeReplay(
            maxEvents: settings.limits.maxEvents,
            maxBytes: settings.limits.maxBytes,
            firstID: nextRetryID
        )
    }

    /// There is something to send again, or no more.
    package mutating func replayHasMore(_ hasMore: Bool) {
        replay.hasMore = hasMore
        replay.notBefore = nil
    }

    /// Rows were added to the retry queue for a replay.
    package mutating func tookReplay(_ entries: [RetryEntry<Instant>], hasMore: Bool) {
        replayHasMore(hasMore)
        for entry in entries { insert(entry) }
    }

    /// The next events of a replay could not be read, or not be written down, just now.
    package mutating func replayFailed(at now: Instant) {
        replay.notBefore = now.advanced(by: limits.journalRetry)
    }

    /// From where on a replay has to wait, where a user's events keep their order: what was read before the last start, and
    /// is still to be read again, may hold earlier events of the same users.
    package var replayBound: UInt64? {
        order.isKept && readPosition < resumed.readEnd ? readPosition : nil
    }

    /// Of events that the backlog is done with, those whose user still waits in it for an earlier one, where a user's events
    /// keep their order: they were passed over, not sent, and would be out of turn now.
    package func outOfTurn(_ events: [Event]) -> Set<UInt64> {
        guard order.isKept, !events.isEmpty else { return [] }
        var earliest: [String: UInt64] = [:]
        visitHeld { letter in
            guard letter.retryID == nil, let user = letter.userID else { return }
            earliest[user] = min(earliest[user] ?? .max, letter.sequence)
        }
        return Set(events.filter { $0.userID.flatMap { earliest[$0] } ?? .max < $0.sequence }.map(\.sequence))
    }

    private func visitHeld(_ body: (borrowing Letter<Instant>) -> Void) {
        for index in pending.indices { body(pending[index]) }
        for flight in flights.values {
            for index in flight.letters.indices { body(flight.letters[index]) }
            flight.bisection?.visitRemaining(body)
        }
        for bisection in bisections { bisection.visitRemaining(body) }
    }

    /// Rows of the retry queue that a replay put there.
    package var replayedWaiting: Int { retries.replayCount }
}
