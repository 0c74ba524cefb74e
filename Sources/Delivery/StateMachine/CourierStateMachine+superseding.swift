import DequeModule
package import RouterCore

extension CourierStateMachine {
    /// The rows of the retry queue that are not in flight and of which it is known what they are versions of.
    package var waitingVersions: [(id: Int64, version: EventVersion)] { retries.waitingVersions }

    /// Rows of the retry queue that are not in flight, and that newer versions supersede, go.
    package mutating func superseded(_ ids: [Int64], at now: Instant) -> Settlement<Instant> {
        var settlement = Settlement<Instant>()
        for entry in ids.compactMap({ retries[$0] }) {
            retries.take(entry.id)
            supersede(Letter(entry, seenAt: now), &settlement)
        }
        return sealed(settlement)
    }

    /// It is not sent: a newer version of it waits, or was delivered.
    mutating func supersede(_ letter: Letter<Instant>, _ settlement: inout Settlement<Instant>) {
        settlement.superseded.add(letter.byteCount)
        if let retryID = letter.retryID { settlement.supersededRetries.append(retryID) }
        forget(letter)
    }

    // MARK: - A backlog over its size

    /// So many payload bytes wait beyond what may: the oldest that are not in flight are given up until it is less.
    package mutating func backlogExceeds(by bytes: Int) {
        excessBytes = max(excessBytes, bytes)
    }

    /// What to do about it: give up what was read, or read more to give up. Nil where there is nothing to do.
    mutating func giveWay(at now: Instant) -> CourierAction<Instant>? {
        guard excessBytes > 0 else { return nil }
        var settlement = Settlement<Instant>()
        while excessBytes > 0, let letter = pending.popFirst() {
            pendingBytes -= letter.byteCount
            excessBytes -= letter.byteCount
            if settings.whenFull == .deadLetter {
                settlement.dead.append(.init(letter: letter, reason: "the backlog was over backlog.max_size"))
            } else {
                settlement.dropped.add(letter.byteCount)
            }
        }
        if settlement.isEmpty {
            // Nothing is left that could be given up: it is all in flight or settled.
            guard mayHaveMore else {
                excessBytes = 0
                return nil
            }
            guard readIsDue(at: now) else { return nil }
            return .read(maxEvents: settings.limits.maxEvents, maxBytes: settings.limits.maxBytes)
        }
        return .settle(sealed(settlement))
    }
}

extension Settlement {
    fileprivate var isEmpty: Bool { dead.isEmpty && dropped.count == 0 }
}
