internal import RouterCore

extension Courier {
    /// Writes down what became of events, then tells of it.
    func settle(_ settlement: Settlement<Instant>) async {
        await settle([settlement])
    }

    /// The same for several, in their order and in one transaction: what a transaction costs is hardly more for many.
    func settle(_ settlements: [Settlement<Instant>]) async {
        var settlements = settlements
        if await !write(settlements.filter { $0.isWorthWriting }) { settlements.removeAll { $0.isWorthWriting } }
        let clock = environment.clock()
        for settlement in settlements { tell(settlement, clock) }
        noteReplayed(settlements)
        // Three syncs, for which everything else waits: not unless something comes of it.
        if unreleasedBytes >= limits.releaseBytes, !isReleasing, journal.frees(name, upTo: machine.releasePosition) {
            await release()
        }
    }

    private func tell(_ settlement: Settlement<Instant>, _ clock: WallClock) {
        statistics.count(settlement, at: clock.milliseconds)
        deadLetterCount += settlement.dead.count
        log.dropped(settlement.dropped.count)
        for dead in settlement.dead {
            log.died(dead.letter, dead.reason, at: clock.instant)
        }
        if let skipped = settlement.skipped.first { log.skipped(skipped.letter, skipped.reason) }
        for notice in settlement.notices {
            handle(notice, clock)
        }
        publish(settlement, at: clock.milliseconds)
        hasSettledSinceTick = hasSettledSinceTick || settlement.isWorthWriting
        unreleasedBytes += settlement.settledBytes
    }

    /// Tries until it is written: going on without would lose what it says. Gives up only when the courier must end;
    /// then nothing later is written either, and all of it is sent again at the next start.
    private func write(_ settlements: [Settlement<Instant>]) async -> Bool {
        if settlements.isEmpty { return true }
        while !hasLostSettlement {
            do {
                try store.apply(settlements, environment.clock())
                return true
            } catch {
                let reason = StoreFile.describe(error)
                statistics.failed(reason, at: environment.unixTime())
                log.storeFailed(store.path, reason, at: now)
            }
            await pause(limits.storeRetry)
            hasLostSettlement = mustEnd
        }
        return false
    }

    /// Waits in a task of its own: in this one, which may be cancelled, a sleep would return at once.
    private func pause(_ duration: Duration) async {
        let end = now + duration
        _ = await Task.detached(executorPreference: thread.tasks) { [thread] in
            try? await thread.sleep(end)
        }.value
    }

    private func handle(_ notice: CourierNotice, _ clock: WallClock) {
        switch notice {
        case .overran(let flight): calls[flight]?.cancel()
        case .down(let reason), .paused(let reason), .batchRetried(_, let reason):
            statistics.failed(reason, at: clock.milliseconds)
        default: break
        }
        log.note(notice, pauseProbe: settings.retryMax, at: clock.instant) {
            try? journal.pending(for: name, from: machine.cursor).events
        }
    }

    // MARK: - Once a second

    func tick() async {
        let now = self.now
        guard now >= nextTick else { return }
        nextTick = now + limits.tick
        log.flush(at: now)
        noticeChangesByOthers()
        sealOn()
        measureRoom()
        shrinkFile()
        log.deadLetters(deadLetterCount, warnAt: settings.deadLettersWarnAt)
        await dropSupersededRetries()
        if now >= nextBacklogCheck { checkBacklog(at: now) }
        let isDue = !hasSettledSinceTick || releasedAt + limits.releaseInterval <= now
        hasSettledSinceTick = false
        if isDue, machine.releasePosition != releasedPosition {
            await release()
        }
    }

    private func noticeChangesByOthers() {
        do {
            let version = try store.version()
            guard version != fileVersion else { return }
            fileVersion = version
            deadLetterCount = try store.deadLetterCount()
            machine.fileChanged()
        } catch {
            storeFailed(error)
        }
    }

    /// A part a second, so that nothing else waits for it.
    private func sealOn() {
        guard let sealing else { return }
        do {
            self.sealing = try store.seal(sealing)
            if self.sealing == nil { log.sealed() }
        } catch {
            storeFailed(error)
        }
    }

    private func shrinkFile() {
        do {
            try store.shrink()
        } catch {
            storeFailed(error)
        }
    }

    private func checkBacklog(at now: Instant) {
        guard let limit = settings.backlogMaxSize else { return }
        nextBacklogCheck = now + (givesWay ? limits.tick : limits.backlogCheckInterval)
        guard var waiting = try? journal.pending(for: name, from: machine.readPosition) else { return }
        // From where reading is, not from the cursor: behind an event in flight much may be settled.
        waiting.events += machine.heldCount
        waiting.bytes += machine.heldBytes
        log.backlog(waiting, limit: limit)
        if givesWay { giveWay(waiting.bytes - limit) }
    }

    // MARK: - Releasing

    /// Tells the journal what this destination needs no more, once that is known to survive a power cut.
    func release() async {
        isReleasing = true
        defer { isReleasing = false }
        // Also where it fails: then the next second is soon enough.
        unreleasedBytes = 0
        guard !hasLostSettlement else { return }
        // What is adopted covers only this much, wherever the cursor is afterwards.
        guard let position = await adoptRetries(below: machine.releasePosition), !hasLostSettlement else { return }
        do {
            try store.makeDurable(machine.position)
        } catch {
            return storeFailed(error)
        }
        journal.release(name, upTo: position)
        releasedPosition = position
        releasedAt = now
    }

    /// Copies events that the retry queue refers to into its rows. Returns the position below which none of them is
    /// needed: where the disk is short, the journal keeps the rest, because a copy takes room before it frees any. Nil if
    /// it failed.
    private func adoptRetries(below position: UInt64) async -> UInt64? {
        var entries = machine.unadopted(below: position)[...]
        while let first = entries.first {
            guard let chunk = nextChunk(&entries) else { return first.sequence }
            do throws(RetryLoadFailure) {
                var events = try events(of: chunk)
                let old = superseded(among: chunk, events)
                if !old.isEmpty {
                    await settle(machine.superseded(old, at: now))
                    for id in old { events[id] = nil }
                }
                let lost = chunk.map(\.id).filter { events[$0] == nil && !old.contains($0) }
                if !lost.isEmpty {
                    await settle(machine.unreadable(lost, at: now))
                }
                try adopt(events)
            } catch {
                retryLoadFailed(error)
                return nil
            }
            // Others get their turn: the queue may be large.
            await environment.yield()
        }
        return position
    }

    private func adopt(_ events: [Int64: Event]) throws(RetryLoadFailure) {
        do {
            try store.adopt(events)
        } catch {
            throw .store(reason: StoreFile.describe(error))
        }
        machine.adopted(Array(events.keys))
    }

    /// Measures the room on the disk, and has every commit moved into the file at once while it is short. Returns the
    /// bytes that one copy may take.
    @discardableResult
    func measureRoom() -> Int {
        let room = journal.roomForCopies()
        store.isDiskShort = room < limits.shortDisk
        return room / limits.copiesShare
    }

    /// The next rows, within the bounds of a batch and of the room that there is; nil if there is none.
    private func nextChunk(_ entries: inout ArraySlice<RetryEntry<Instant>>) -> [RetryEntry<Instant>]? {
        let room = measureRoom()
        var bytes = 0
        var chunk: [RetryEntry<Instant>] = []
        while let entry = entries.first, chunk.count < settings.limits.maxEvents {
            let isTooMuch = bytes + entry.byteCount > min(settings.limits.maxBytes, limits.releaseBytes)
            if bytes + entry.byteCount > room || isTooMuch && !chunk.isEmpty { break }
            bytes += entry.byteCount
            chunk.append(entries.removeFirst())
        }
        return chunk.isEmpty ? nil : chunk
    }
}

extension Settlement {
    /// True if it says anything that must outlive the process.
    var isWorthWriting: Bool {
        !delivered.isEmpty || !queued.isEmpty || !requeued.isEmpty || !dead.isEmpty || retriedCount > 0
            || superseded.count > 0 || dropped.count > 0 || !skipped.isEmpty
    }

    fileprivate var settledBytes: Int {
        delivered.indices.reduce(0) { $0 + delivered[$1].byteCount } + queued.reduce(0) { $0 + $1.entry.byteCount }
            + dead.reduce(0) { $0 + $1.letter.byteCount } + skipped.reduce(0) { $0 + $1.letter.byteCount }
            + superseded.bytes + dropped.bytes
    }
}
