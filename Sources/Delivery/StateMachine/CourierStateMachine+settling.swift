package import RouterCore

extension CourierStateMachine {
    /// A flight has ended with `outcomes`; ignored where it was given up before.
    package mutating func finished(_ id: Int, _ outcomes: Outcomes, at now: Instant) -> Settlement<Instant> {
        var settlement = Settlement<Instant>()
        if let flight = flights.removeValue(forKey: id) {
            let outcomes = checked(outcomes, flight, &settlement)
            learn(from: flight, outcomes, at: now)
            settle(flight, outcomes, at: now, &settlement)
        } else {
            overrunning.remove(id)
        }
        return sealed(settlement)
    }

    /// The events of a flight from the retry queue were read; those that are gone for good become dead letters. What
    /// newer versions supersede, by sequence, is not sent, wherever the flight comes from.
    package mutating func loaded(
        _ events: [Int64: Event],
        superseded: Set<UInt64> = [],
        into id: Int,
        at now: Instant
    ) -> (flight: Flight<Instant>?, Settlement<Instant>) {
        var settlement = Settlement<Instant>()
        guard var flight = flights[id] else { return (nil, sealed(settlement)) }
        var present: [Letter<Instant>] = []
        for var letter in flight.letters {
            if !letter.hasEvent { letter.event = letter.retryID.flatMap { events[$0] } }
            // What a person has sent again by a replay is sent, whatever has come since.
            if superseded.contains(letter.sequence), letter.replayID == nil {
                supersede(letter, &settlement)
            } else if !letter.hasEvent {
                bury(letter, "the event can no longer be read from the journal", &settlement)
            } else {
                present.append(letter)
            }
        }
        flight.replace(by: present)
        flights[id] = present.isEmpty ? nil : flight
        if present.isEmpty { keep(flight.bisection ?? Bisection()) }
        return (flights[id], sealed(settlement))
    }

    /// The events of a flight from the retry queue could not be read just now: it is not sent.
    package mutating func loadFailed(_ id: Int, at now: Instant) {
        guard let flight = flights.removeValue(forKey: id) else { return }
        for letter in flight.letters {
            guard let retryID = letter.retryID, var entry = retries[retryID] else { continue }
            entry.dueAt = now.advanced(by: limits.journalRetry)
            retries.putBack(entry)
        }
    }

    /// Rows that hold no event and whose event the journal has lost become dead letters.
    package mutating func unreadable(_ ids: [Int64], at now: Instant) -> Settlement<Instant> {
        var settlement = Settlement<Instant>()
        for entry in ids.compactMap({ retries[$0] }) {
            retries.take(entry.id)
            bury(Letter(entry, seenAt: now), "the event can no longer be read from the journal", &settlement)
        }
        return sealed(settlement)
    }

    /// Gives up a flight whose time is over, if there is one; its slot stays taken until the call returns.
    mutating func settleOverrun(at now: Instant) -> Settlement<Instant>? {
        guard let flight = flights.values.first(where: { $0.deadline <= now }) else { return nil }
        flights[flight.id] = nil
        overrunning.insert(flight.id)
        var settlement = Settlement<Instant>()
        settlement.notices.append(.overran(flight: flight.id))
        let reason = "no answer within the timeout of \(settings.timeout); whether it arrived is not known"
        settle(flight, .all(.retry(after: nil, reason: reason)), at: now, &settlement)
        return sealed(settlement)
    }

    /// What a batch tells about how many may be in flight.
    private mutating func learn(from flight: Flight<Instant>, _ outcomes: Outcomes, at now: Instant) {
        guard flight.epoch == health.epoch else { return }
        if outcomes.areThrottled {
            concurrency.throttled()
        } else if let inFlight = flight.measuredConcurrency, case .judged = BatchVerdict(outcomes) {
            concurrency.answered(after: flight.sentAt.duration(to: now), inFlight: inFlight)
        }
    }

    mutating func sealed(_ settlement: Settlement<Instant>) -> Settlement<Instant> {
        var settlement = settlement
        settlement.superseded.count += passedOver.count
        settlement.superseded.bytes += passedOver.bytes
        passedOver = .init()
        settlement.position = position
        return settlement
    }

    private func checked(
        _ outcomes: Outcomes,
        _ flight: Flight<Instant>,
        _ settlement: inout Settlement<Instant>
    ) -> Outcomes {
        guard case .each(let each) = outcomes, each.count != flight.letters.count else { return outcomes }
        settlement.notices.append(.outcomeCountMismatch(expected: flight.letters.count, got: each.count))
        let reason = "the destination gave \(each.count) outcomes for \(flight.letters.count) events"
        return .all(.retry(after: nil, reason: reason))
    }

    // MARK: - A whole batch

    private mutating func settle(
        _ flight: Flight<Instant>,
        _ outcomes: Outcomes,
        at now: Instant,
        _ settlement: inout Settlement<Instant>
    ) {
        switch BatchVerdict(outcomes) {
        case .failed(let retryAfter, let reason):
            fail(flight, retryAfter, reason, at: now, &settlement)
        case .refused(let reason):
            var bisection = flight.bisection ?? Bisection()
            if let poison = bisection.refused(flight.letters) {
                bury(poison, reason, &settlement)
            }
            note(health.answered(epoch: flight.epoch, isRetry: flight.isRetry, at: now), &settlement)
            keep(bisection)
        case .judged:
            if case .all(.delivered) = outcomes {
                deliver(flight, at: now, &settlement)
            } else {
                judge(flight, outcomes, at: now, &settlement)
            }
        }
    }

    /// All of it is delivered, as most batches are: the letters are handed on as they are.
    private mutating func deliver(
        _ flight: Flight<Instant>,
        at now: Instant,
        _ settlement: inout Settlement<Instant>
    ) {
        settlement.delivered = flight.letters
        if flight.isRetry || order.isKept {
            for index in flight.letters.indices { forget(flight.letters[index]) }
        }
        note(health.answered(epoch: flight.epoch, isRetry: flight.isRetry, at: now), &settlement)
        var bisection = flight.bisection ?? Bisection()
        bisection.taken()
        keep(bisection)
    }

    private mutating func fail(
        _ flight: Flight<Instant>,
        _ retryAfter: Duration?,
        _ reason: String,
        at now: Instant,
        _ settlement: inout Settlement<Instant>
    ) {
        guard let first = flight.letters.first else { return }
        let failure = BatchFailure(
            count: flight.letters.count,
            sequence: first.sequence,
            isRetry: flight.isRetry,
            epoch: flight.epoch,
            retryAfter: retryAfter,
            reason: reason
        )
        let epoch = health.epoch
        let (verdict, notice) = health.failed(failure, at: now, using: &generator)
        if health.epoch != epoch, health.isProbing { concurrency.failed() }
        var returned: [Letter<Instant>] = []
        for letter in flight.letters {
            if verdict == .setAside || isTooOld(letter, at: now) {
                setAside(letter, retryAfter, reason, isAlone: verdict == .setAside, at: now, &settlement)
            } else {
                settlement.retriedCount += 1
                if isWatched { settlement.retried.append(.init(letter: letter, reason: reason)) }
                returned.append(letter)
            }
        }
        settlement.notices.append(.batchRetried(events: flight.letters.count, reason: reason))
        note(notice, &settlement)
        giveBack(returned)
        keep(flight.bisection ?? Bisection())
    }

    // MARK: - One event at a time

    private mutating func judge(
        _ flight: Flight<Instant>,
        _ outcomes: Outcomes,
        at now: Instant,
        _ settlement: inout Settlement<Instant>
    ) {
        var returned: [Letter<Instant>] = []
        var pauseReason: String?
        var retries = 0
        var retryReason = ""
        var deliveredCount = 0
        var skippedCount = 0
        for (index, letter) in flight.letters.enumerated() {
            switch outcomes[index] {
            case .delivered:
                deliveredCount += 1
                deliver(letter, &settlement)
            case .skipped(let reason):
                skippedCount += 1
                skip(letter, reason, &settlement)
            case .rejected(let reason):
                bury(letter, reason, &settlement)
            case .retry(let after, let reason):
                retries += 1
                retryReason = reason
                setAside(letter, after, reason, isAlone: false, at: now, &settlement)
            case .pause(let reason):
                pauseReason = reason
                returned.append(letter)
            }
        }
        if retries > 0 {
            settlement.notices.append(.batchRetried(events: retries, reason: retryReason))
        }
        if let pauseReason {
            note(health.paused(pauseReason, at: now), &settlement)
        } else if skippedCount < flight.letters.count {
            note(health.answered(epoch: flight.epoch, isRetry: flight.isRetry, at: now), &settlement)
        }
        giveBack(returned)
        var bisection = flight.bisection ?? Bisection()
        if deliveredCount + skippedCount == flight.letters.count { bisection.taken() }
        keep(bisection)
    }

    private func note(_ notice: CourierNotice?, _ settlement: inout Settlement<Instant>) {
        if let notice { settlement.notices.append(notice) }
    }
}
