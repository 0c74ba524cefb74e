internal import RouterCore

extension Courier {
    func prepare() {
        calls[Self.preparation] = Task.detached(executorPreference: environment.tasks) { [destination, mailbox] in
            do throws(DestinationFailure) {
                try await destination.prepare()
                mailbox.post(.prepared(nil))
            } catch {
                mailbox.post(.prepared(error))
            }
        }
    }

    func read(_ maxEvents: Int, _ maxBytes: Int) {
        let end = journal.end
        do throws(JournalFailure) {
            let (events, superseded) = try readBacklog(maxEvents, maxBytes)
            let position = reader.position
            machine.received(
                events,
                superseded: superseded,
                compacted: reader.takeCompactedCount(),
                position: position,
                reachedEnd: events.isEmpty || position >= end,
                at: now,
                unixTime: environment.unixTime()
            )
        } catch {
            journalFailed(error)
            machine.readFailed(at: now)
        }
    }

    /// The next events, and the sequences of those among them that newer versions supersede.
    private func readBacklog(
        _ maxEvents: Int,
        _ maxBytes: Int
    ) throws(JournalFailure) -> ([EventReference], superseded: Set<UInt64>) {
        guard settings.versions == .latest else {
            return (try reader.nextReferences(maxEvents: maxEvents, maxBytes: maxBytes), [])
        }
        var events = try reader.next(maxEvents: maxEvents, maxBytes: maxBytes)
        let superseded = superseded(among: &events)
        return (events.map(EventReference.init), superseded)
    }

    func takeRequested(_ maxEvents: Int, _ firstID: Int64) {
        do {
            let entries = try store.takeRequested(maxEvents, firstID: firstID, environment.clock())
            machine.took(entries, mayBeMore: !entries.isEmpty)
            deadLetterCount = try store.deadLetterCount()
        } catch {
            storeFailed(error)
            machine.took([], mayBeMore: false)
            // No version: the next tick takes the file for changed, and asks again.
            fileVersion = -1
        }
    }

    func send(_ flight: Flight<Instant>) async {
        // Letters of the backlog have theirs.
        let unread = flight.isRetry ? flight.letters.filter { !$0.hasEvent } : []
        let entries = unread.compactMap { $0.retryID.flatMap { machine.retries[$0] } }
        do throws(RetryLoadFailure) {
            let events = try entries.isEmpty ? [:] : events(of: entries)
            let superseded = superseded(in: flight, entries, events)
            if entries.isEmpty, superseded.isEmpty { return call(flight) }
            let (loaded, settlement) = machine.loaded(events, superseded: superseded, into: flight.id, at: now)
            if settlement.isWorthWriting { await settle(settlement) }
            if let loaded { call(loaded) }
        } catch {
            retryLoadFailed(error)
            machine.loadFailed(flight.id, at: now)
        }
    }

    private func call(_ flight: Flight<Instant>) {
        let batch = Batch(referring: flight.letters.indices.compactMap { flight.letters[$0].reference })
        let id = flight.id
        let isLittleWork = type(of: destination).hasOwnThreads || flight.byteCount <= limits.smallCallBytes
        let executor = isLittleWork ? thread.tasks : environment.tasks
        calls[id] = Task.detached(executorPreference: executor) { [destination, mailbox] in
            mailbox.post(.ended(flight: id, await destination.deliver(batch)))
        }
    }

    /// The events that rows stand for, from the rows themselves or from the journal; those that are lost are absent.
    func events(of entries: [RetryEntry<Instant>]) throws(RetryLoadFailure) -> [Int64: Event] {
        var events: [Int64: Event] = [:]
        do {
            events = try store.records(of: entries.filter(\.isAdopted).map(\.id))
        } catch {
            throw .store(reason: StoreFile.describe(error))
        }
        do throws(JournalFailure) {
            for entry in entries where !entry.isAdopted {
                retryReader.seek(to: entry.sequence)
                guard let event = try retryReader.next(maxEvents: 1, maxBytes: entry.byteCount).first else { continue }
                if event.sequence == entry.sequence { events[entry.id] = event }
            }
        } catch {
            throw .journal(error)
        }
        return events
    }

    func retryLoadFailed(_ failure: RetryLoadFailure) {
        switch failure {
        case .store(let reason): log.storeFailed(store.path, reason, at: now)
        case .journal(let failure): journalFailed(failure)
        }
    }

    func storeFailed(_ error: any Error) {
        log.storeFailed(store.path, StoreFile.describe(error), at: now)
    }

    func journalFailed(_ failure: JournalFailure) {
        log.journalFailed(failure.reason, at: now)
        statistics.failed(failure.reason, at: environment.unixTime())
    }
}
