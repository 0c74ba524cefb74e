import DequeModule
internal import RouterCore

extension CourierStateMachine {
    /// It is delivered.
    mutating func deliver(_ letter: Letter<Instant>, _ settlement: inout Settlement<Instant>) {
        settlement.delivered.append(letter)
        forget(letter)
    }

    /// It holds nothing for the destination, which was not asked.
    mutating func skip(_ letter: Letter<Instant>, _ reason: String, _ settlement: inout Settlement<Instant>) {
        settlement.skipped.append(.init(letter: letter, reason: cut(reason)))
        forget(letter)
    }

    /// It becomes a dead letter.
    mutating func bury(_ letter: Letter<Instant>, _ reason: String, _ settlement: inout Settlement<Instant>) {
        settlement.dead.append(.init(letter: letter, reason: cut(reason)))
        forget(letter)
    }

    /// It goes into the retry queue by itself, or back into it; or it has been tried for too long.
    mutating func setAside(
        _ letter: Letter<Instant>,
        _ retryAfter: Duration?,
        _ reason: String,
        isAlone: Bool,
        at now: Instant,
        _ settlement: inout Settlement<Instant>
    ) {
        if isTooOld(letter, at: now) { return bury(letter, reason, &settlement) }
        settlement.retriedCount += 1
        if isWatched { settlement.retried.append(.init(letter: letter, reason: cut(reason))) }
        let delay = backoff.delay(failures: letter.attempts, retryAfter: retryAfter, using: &generator)
        if let retryID = letter.retryID, var entry = retries[retryID] {
            entry.dueAt = now.advanced(by: delay)
            entry.attempts = letter.attempts
            entry.firstAttemptAt = letter.firstAttemptAt
            entry.isAlone = entry.isAlone || isAlone
            retries.putBack(entry)
            settlement.requeued.append(.init(entry: entry, reason: cut(reason)))
        } else {
            order.settled(letter.userID)
            let entry = makeEntry(letter, dueAt: now.advanced(by: delay), isAlone: isAlone)
            insert(entry)
            settlement.queued.append(.init(entry: entry, reason: cut(reason)))
        }
    }

    /// True if it was first tried longer ago than the user wants it tried.
    func isTooOld(_ letter: Letter<Instant>, at now: Instant) -> Bool {
        guard let giveUpAfter = settings.giveUpAfter, let firstAttemptAt = letter.firstAttemptAt else { return false }
        return firstAttemptAt.duration(to: now) > giveUpAfter
    }

    /// They go back to where they came from, each in its place.
    mutating func giveBack(_ letters: [Letter<Instant>]) {
        var returned: [Letter<Instant>] = []
        for letter in letters {
            if let retryID = letter.retryID {
                guard var entry = retries[retryID] else { continue }
                entry.attempts = letter.attempts
                entry.firstAttemptAt = letter.firstAttemptAt
                retries.putBack(entry)
            } else {
                order.settled(letter.userID)
                returned.append(letter)
                pendingBytes += letter.byteCount
            }
        }
        guard let last = returned.last else { return }
        let interleaves = pending.first.map { $0.sequence < last.sequence } ?? false
        pending.prepend(contentsOf: returned)
        if interleaves {
            pending.sort { $0.sequence < $1.sequence }
        }
    }

    /// Goes on with a bisection, unless the destination takes nothing now: then its batch goes back.
    mutating func keep(_ bisection: Bisection<Letter<Instant>>) {
        if !bisection.isFinished {
            bisections.append(bisection)
        }
        guard health.isProbing else { return }
        while let unfinished = bisections.popFirst() {
            giveBack(unfinished.remaining)
        }
    }

    func makeEntry(_ letter: Letter<Instant>, dueAt: Instant, isAlone: Bool) -> RetryEntry<Instant> {
        RetryEntry(
            id: nextRetryID,
            sequence: letter.sequence,
            byteCount: letter.byteCount,
            userID: letter.userID,
            dueAt: dueAt,
            attempts: letter.attempts,
            firstAttemptAt: letter.firstAttemptAt,
            isAlone: isAlone,
            version: letter.event.flatMap(EventVersion.init)
        )
    }

    /// Adds a row to the retry queue; it may be sent when it is due and no earlier event of its user waits there.
    mutating func insert(_ entry: RetryEntry<Instant>) {
        nextRetryID = max(nextRetryID, entry.id + 1)
        retries.insert(entry)
        if order.enqueue(entry.id, of: entry.userID) {
            retries.schedule(entry.id)
        }
    }

    mutating func forget(_ letter: Letter<Instant>) {
        guard let retryID = letter.retryID else { return order.settled(letter.userID) }
        guard let entry = retries.remove(retryID) else { return }
        if let next = order.dequeue(retryID, of: entry.userID) {
            retries.schedule(next)
        }
    }

    private func cut(_ reason: String) -> String {
        reason.utf8.count <= limits.maxReasonBytes ? reason : String(reason.prefix(limits.maxReasonBytes / 4)) + "…"
    }
}
