package import RouterCore

extension Courier {
    /// Has what was received in that time (unix milliseconds) sent again, as far as the routes in force want it sent, and
    /// where `days` are given only what holds data of them; the request is durable when this returns. The span says how
    /// far the journal reaches back.
    package func startReplay(
        _ received: Range<Int64>,
        days: DaySpan? = nil
    ) throws(ReplayFailure) -> (replay: Replay, span: ArchiveSpan) {
        guard let replaySource, mailbox.stopBy == nil else {
            throw .unavailable(reason: "\(name) is being stopped")
        }
        if let replay, replay.finishedAt == nil { throw .underWay(id: replay.id) }
        let span = replaySource.archive.span(from: received.lowerBound, to: received.upperBound)
        do {
            replay = try store.startReplay(received, days, span.sequences, environment.clock())
            // Not the position: what became of some events may still have to be written down.
            try store.makeDurable()
        } catch {
            // Nobody is promised a replay that may be gone after a power cut; what there is of it goes.
            _ = try? cancelReplay()
            throw .unavailable(reason: "\(store.path) cannot be written: \(StoreFile.describe(error))")
        }
        guard let replay else { throw .unavailable(reason: "\(store.path) does not hold what was written") }
        replaySource.archive.hold(span.sequences, for: name)
        replayReader = nil
        machine.replayHasMore(true)
        log.replayStarted(replay)
        mailbox.wake()
        return (replay, span)
    }

    /// Sends nothing more of the replay under way but what is in the retry queue already.
    package func cancelReplay() throws(ReplayFailure) -> Replay {
        guard var replay, replay.finishedAt == nil else { throw .none }
        replay.wasCancelled = true
        self.replay = replay
        machine.replayHasMore(false)
        finish(replay)
        return replay
    }

    /// Moves the next events into the retry queue.
    func takeReplay(_ maxEvents: Int, _ maxBytes: Int, _ firstID: Int64) {
        guard var replay, replay.finishedAt == nil, let source = replaySource else {
            return machine.replayHasMore(false)
        }
        guard !replay.wasCancelled else { return finish(replay) }
        // Each event is copied: on a short disk that waits until there is room.
        let room = measureRoom()
        guard room > 0 else { return machine.replayFailed(at: now) }
        let oldest = source.archive.oldest
        if !replay.isRead, replay.position < oldest {
            // Only `journal.max_size` takes from a range that is being read. What was read may go, and the reader, which
            // reads on to the end of a segment, is behind the range then.
            replay.missing += Int(clamping: min(oldest, replay.sequences.upperBound) - replay.position)
            replay.position = oldest
            // Also where the read fails: the next one must find the reader that counts how often.
            self.replay = replay
            replayReader = nil
        }
        let position = replay.position
        let bound = machine.replayBound
        if !replay.isRead, let bound, position >= bound { return machine.replayFailed(at: now) }
        let reader = replayReader ?? source.archive.archiveReader(from: position, received: replay.received)
        replayReader = reader
        do {
            var events = replay.isRead ? [] : try reader.next(maxEvents: maxEvents, maxBytes: min(maxBytes, room))
            if let bound, reader.position > bound {
                events.removeAll { $0.sequence >= bound }
                reader.seek(to: bound)
            }
            let skipped = notSentYet(of: events, source)
            let wanted = events.filter { !skipped.contains($0.sequence) && isToBeSentAgain($0, replay, source) }
            replay.position = max(replay.position, reader.position)
            replay.taken += wanted.count
            let entries = try store.takeReplay(replay, wanted, firstID: firstID, environment.clock())
            self.replay = replay
            machine.tookReplay(entries, hasMore: !replay.isRead)
            finishReplayIfDone()
        } catch {
            machine.replayFailed(at: now)
            // The reader goes on where it failed: it counts how often a block could not be read.
            if let failure = error as? JournalFailure { return journalFailed(failure) }
            // What was read is read again.
            reader.seek(to: position)
            storeFailed(error)
        }
    }

    /// What still waits in the backlog, which will be sent anyway, and what was passed over there for a newer version. What
    /// was settled ahead of the backlog is not among them.
    private func notSentYet(of events: [Event], _ source: ReplaySource) -> Set<UInt64> {
        var ahead = events.filter { $0.sequence >= machine.cursor && source.names($0) }
        if ahead.isEmpty { return [] }
        let position = machine.position
        let waiting = ahead.map(\.sequence).filter { position.isUnsettled($0) }
        return superseded(among: &ahead).union(waiting).union(machine.outOfTurn(ahead))
    }

    private func isToBeSentAgain(_ event: Event, _ replay: Replay, _ source: ReplaySource) -> Bool {
        guard event.sequence < replay.sequences.upperBound else { return false }
        return source.wants(event) && replay.days.map(event.hasData) ?? true
    }

    func noteReplayed(_ settlements: [Settlement<Instant>]) {
        guard let id = replay?.id, replay?.finishedAt == nil else { return }
        var (delivered, dead, skipped) = (0, 0, 0)
        for settlement in settlements {
            delivered += settlement.delivered.count { $0.replayID == id }
            dead += settlement.dead.count { $0.letter.replayID == id }
            skipped += settlement.skipped.count { $0.letter.replayID == id }
        }
        guard delivered + dead + skipped > 0 else { return }
        replay?.delivered += delivered
        replay?.dead += dead
        finishReplayIfDone()
    }

    private func finishReplayIfDone() {
        guard let replay, replay.isRead, machine.replayedWaiting == 0 else { return }
        finish(replay)
    }

    private func finish(_ replay: Replay) {
        let clock = environment.clock()
        var replay = replay
        do {
            try store.finish(replay, clock)
        } catch {
            // The next look finds that nothing is left, and tries again.
            machine.replayHasMore(true)
            machine.replayFailed(at: now)
            return storeFailed(error)
        }
        replay.finishedAt = clock.milliseconds
        self.replay = replay
        replayReader = nil
        replaySource?.archive.hold(nil, for: name)
        log.replayFinished(replay)
    }
}
