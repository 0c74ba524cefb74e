import DequeModule
package import RouterCore

extension CourierStateMachine {
    /// What to do now. To be asked again after every action that was done, and when a wait is over.
    package mutating func next(at now: Instant) -> CourierAction<Instant> {
        tokensAt = nil
        if let overrun = settleOverrun(at: now) { return .settle(overrun) }
        if passedOver.count > 0 { return .settle(sealed(Settlement())) }
        if isStopping { return flights.isEmpty ? .finished : wait(at: now) }
        if let action = giveWay(at: now) { return action }
        if !isPrepared { return nextPreparation(at: now) }
        if requestedMayWait, !retriesAreFull {
            return .takeRequested(maxEvents: limits.maxRetryEvents - retries.count, firstID: nextRetryID)
        }
        if health.isHeld(at: now) { return wait(at: now) }
        if mayTakeReplay(at: now), !replay.wasLast {
            replay.wasLast = true
            return takeReplayAction
        }
        replay.wasLast = false
        if mayRead(at: now) { return readAction }
        if let behind = queueBehind(at: now) { return .settle(behind) }
        if hasFreeSlot, let flight = nextFlight(at: now) { return .send(flight) }
        return mayTakeReplay(at: now) ? takeReplayAction : wait(at: now)
    }

    // MARK: - Preparing

    private mutating func nextPreparation(at now: Instant) -> CourierAction<Instant> {
        if preparationIsUnderWay {
            guard let deadline = preparationDeadline, deadline <= now else { return wait(at: now) }
            // It is not called again before it has returned: calls that hang may not pile up.
            preparationDeadline = nil
            var settlement = Settlement<Instant>()
            settlement.notices = [.preparationOverran]
            if let notice = health.unavailable("prepare() does not return", at: now, using: &generator) {
                settlement.notices.append(notice)
            }
            return .settle(sealed(settlement))
        }
        if health.isHeld(at: now) { return wait(at: now) }
        preparationIsUnderWay = true
        preparationDeadline = now.advanced(by: settings.timeout + limits.callGrace)
        return .prepare
    }

    /// `prepare()` has returned; nil: it went well.
    package mutating func preparationEnded(_ failure: DestinationFailure?, at now: Instant) -> Settlement<Instant> {
        preparationIsUnderWay = false
        preparationDeadline = nil
        var settlement = Settlement<Instant>()
        switch failure {
        case nil:
            isPrepared = true
            settlement.notices = [health.prepared(at: now)]
        case .unavailable(let reason):
            settlement.notices = [health.unavailable(reason, at: now, using: &generator)].compactMap(\.self)
        case .needsAttention(let reason):
            settlement.notices = [health.paused(reason, at: now)].compactMap(\.self)
        }
        return sealed(settlement)
    }

    // MARK: - Choosing a batch

    var hasFreeSlot: Bool {
        // One call beyond the limit may be out while another hangs: else one that never returns would end delivery.
        guard flights.count < slotCount else { return false }
        guard flights.count + overrunning.count <= slotCount else { return false }
        return !health.isCareful || !flights.values.contains { $0.epoch == health.epoch }
    }

    /// The search for what is refused in a batch goes on beside the others where it may: it sends little, one after the
    /// other, and would keep a whole batch waiting each time.
    private var slotCount: Int {
        let isSearching = !bisections.isEmpty || flights.values.contains { $0.bisection != nil }
        return isSearching && concurrency.hasRoomAside ? concurrency.current + 1 : concurrency.current
    }

    private mutating func nextFlight(at now: Instant) -> Flight<Instant>? {
        if !bisections.isEmpty { return nextFragment(at: now) }
        // A bisection keeps its slot between two fragments; there is none here, so every free slot is free.
        if health.isProbing {
            return launchBacklog(at: now) ?? launchRetries(at: now)
        }
        let first = backlogIsNext ? launchBacklog(at: now) : launchRetries(at: now)
        if let first {
            backlogIsNext.toggle()
            return first
        }
        return backlogIsNext ? launchRetries(at: now) : launchBacklog(at: now)
    }

    private mutating func nextFragment(at now: Instant) -> Flight<Instant>? {
        guard var bisection = bisections.first, granted(bisection.nextCount, at: now) > 0 else { return nil }
        bisections.removeFirst()
        guard let fragment = bisection.next() else { return nil }
        return launch(fragment, bisection, at: now)
    }

    private mutating func launchRetries(at now: Instant) -> Flight<Instant>? {
        let due = retries.dueCount(at: now, limit: health.window)
        guard due > 0 else { return nil }
        let count = granted(due, at: now)
        guard count > 0 else { return nil }
        let entries = retries.takeDue(at: now, maxEvents: count, maxBytes: settings.limits.maxBytes)
        return launch(entries.map { Letter($0, seenAt: now) }, nil, at: now)
    }

    private mutating func launchBacklog(at now: Instant) -> Flight<Instant>? {
        // What fails could not be put into a full queue.
        guard !retriesAreFull, batchIsClosed(at: now) else { return nil }
        let count = granted(min(health.window, pending.count), at: now)
        guard count > 0 else { return nil }
        let letters = takePending(count)
        return letters.isEmpty ? nil : launch(letters, nil, at: now)
    }

    /// Whether what is pending is to wait no longer for others to join it.
    private func batchIsClosed(at now: Instant) -> Bool {
        guard let oldest = pending.first else { return false }
        return health.isProbing || oldest.attempts > 0 || pending.count >= health.window
            || pendingBytes >= settings.limits.maxBytes || oldest.seenAt.advanced(by: settings.limits.maxAge) <= now
    }

    /// The first of those pending that may be sent, in order and within the bound of bytes.
    private mutating func takePending(_ maxEvents: Int) -> [Letter<Instant>] {
        var taken: [Letter<Instant>] = []
        taken.reserveCapacity(maxEvents)
        var heldBack: [Letter<Instant>] = []
        var bytes = 0
        while taken.count < maxEvents, let letter = pending.popFirst() {
            guard order.maySend(letter.userID) else {
                heldBack.append(letter)
                continue
            }
            if !taken.isEmpty, bytes + letter.byteCount > settings.limits.maxBytes {
                pending.prepend(letter)
                break
            }
            bytes += letter.byteCount
            order.sent(letter.userID)
            taken.append(consume letter)
        }
        pending.prepend(contentsOf: heldBack)
        pendingBytes -= bytes
        return taken
    }

    private mutating func launch(
        _ letters: consuming [Letter<Instant>],
        _ bisection: Bisection<Letter<Instant>>?,
        at now: Instant
    ) -> Flight<Instant> {
        var letters = letters
        for index in letters.indices {
            letters[index].attempts += 1
            letters[index].firstAttemptAt = letters[index].firstAttemptAt ?? now
        }
        bucket?.take(letters.count)
        let isWhole = bisection == nil && letters.first?.retryID == nil
        // Where something is left behind although there was room for more events, there was none for its bytes.
        let isFull = isWhole && (letters.count >= settings.limits.maxEvents || !pending.isEmpty)
        let flight = Flight(
            id: nextFlightID,
            letters: letters,
            bisection: bisection,
            epoch: health.epoch,
            sentAt: now,
            measuredConcurrency: isFull && !health.isCareful && flights.count + 1 == concurrency.current
                ? concurrency.current : nil,
            deadline: now.advanced(by: settings.timeout + limits.callGrace)
        )
        nextFlightID += 1
        flights[flight.id] = flight
        return flight
    }

    /// How many of `wanted` events the rate allows now; notes when it will allow more.
    private mutating func granted(_ wanted: Int, at now: Instant) -> Int {
        guard let count = bucket?.available(wanted, at: now) else { return wanted }
        if count == 0, let readyAt = bucket?.readyAt(wanted) {
            tokensAt = min(tokensAt ?? readyAt, readyAt)
        }
        return count
    }

    // MARK: - Keeping order

    /// Moves events whose user has an earlier one in the retry queue behind it, so that they hold up no other user.
    private mutating func queueBehind(at now: Instant) -> Settlement<Instant>? {
        // While probing nothing is moved: the queue would fill with all that waits for a destination that is down.
        guard order.hasChains, !health.isProbing, pending.contains(where: { order.isQueued($0.userID) }) else {
            return nil
        }
        var settlement = Settlement<Instant>()
        for index in pending.indices where order.isQueued(pending[index].userID) && !retriesAreFull {
            let entry = makeEntry(pending[index], dueAt: now, isAlone: false)
            settlement.queued.append(.init(entry: entry, reason: "waits behind an earlier event of its user"))
            insert(entry)
        }
        guard !settlement.queued.isEmpty else { return nil }
        let moved = Set(settlement.queued.map(\.entry.sequence))
        pending.removeAll { moved.contains($0.sequence) }
        pendingBytes = pending.reduce(0) { $0 + $1.byteCount }
        return sealed(settlement)
    }

    // MARK: - Waiting

    private func wait(at now: Instant) -> CourierAction<Instant> {
        var moments = flights.values.map { $0.deadline }
        var forJournal = false
        if let preparationDeadline { moments.append(preparationDeadline) }
        if !isStopping {
            if let holdUntil = health.holdUntil { moments.append(holdUntil) }
            if let tokensAt { moments.append(tokensAt) }
            if replay.hasMore, let notBefore = replay.notBefore { moments.append(notBefore) }
            if let due = retries.earliestDue { moments.append(due) }
            if let oldest = pending.first { moments.append(oldest.seenAt.advanced(by: settings.limits.maxAge)) }
            if isPrepared, !health.isHeld(at: now) {
                if let nextRead { moments.append(nextRead) }
                forJournal = !mayHaveMore && hasRoomToRead
            }
        }
        // What is past could not be done now for a reason that has its own moment, or that a report will end.
        return .wait(until: moments.filter { $0 > now }.min(), forJournal: forJournal)
    }
}
