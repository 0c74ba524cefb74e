internal import AtRest
package import Logging
package import RouterCore

/// The journal's core: one thread, no clock of its own, no locks but those that readers share. It writes commits to
/// the newest segment, starts new ones, and deletes what nobody needs.
///
/// # On disk
///
/// `NNNNNNNNNNNNNNNNNNNN.segment` holds the records from that sequence on: a header (`SegmentHeader`), then records
/// (`RecordCodec`) without gaps, their sequences one apart. `NNNNNNNNNNNNNNNNNNNN.index` (`SegmentIndex`) stands beside
/// every segment but the newest, and outlives it for deduplication. `lock` is held by the process that has the journal
/// open; `damaged/` keeps what could not be read. All files begin with a magic, the version of their format and a
/// checksum of both; a folder that holds a file of a newer version, or one whose key is not there, is refused as a
/// whole before anything is changed.
///
/// # What holds after a crash, and why
///
/// 1. *An acknowledged event is there.* A commit is acknowledged after its one `fdatasync` returned. The file's name
///    was durable before the first commit: a new segment is synced, then its folder, and only then written to.
/// 2. *Nothing is there twice.* A commit goes to where the last durable one ended, so whatever a failed one left is
///    overwritten or cut off. Fingerprints are remembered when their commit is durable, never before.
/// 3. *Only the end of the newest segment can be torn.* A new segment is started after the old one's last commit was
///    synced and its index made durable. So recovery cuts the newest segment behind its last intact record, and treats
///    whatever else is not intact as damage: set aside, counted, read past. Zeros behind that record are no loss: they
///    were written ahead (`fillAhead`), and are cut off durably before a segment gets its index.
/// 4. *What recovery found is durable before it counts.* After a failed sync the kernel may show bytes that never
///    reached the disk. The newest segment's records are therefore written again and synced before the first of them is
///    called a duplicate's original. Where they cannot be (a block of that segment cannot be read, or a disk that copies
///    on writing is full), they are read once more, from the disk and not from the kernel's memory.
/// 5. *A failed sync is not repeated.* What it was to make durable is lost, by definition. Intake closes until the
///    segment has been opened anew, its acknowledged part read and checked, the rest cut off, and a new one started.
/// 6. *Sequences never come again.* The newest segment is never deleted, and indexes name their last sequence too.
/// 7. *An index is never believed against the segment.* It is made from what was durable, named by renaming, checked by
///    its own checksum, and made again from the segment where it is missing or wrong.
package final class SegmentLog {
    /// What became of one request.
    package typealias Answer = Result<[AppendResult], JournalFailure>

    package let journal: SegmentedJournal
    let configuration: JournalConfiguration
    let environment: JournalEnvironment
    private let lock: any FileLock
    let segmentSize: Int
    /// Bytes that a record takes more than its event.
    private let recordOverhead: Int
    var active: ActiveSegment?
    private var window: DeduplicationWindow
    private var retention: Retention
    /// Set by a write or sync that failed; appends fail until `repair` went well.
    private var fault: JournalFailure?
    private var capacity: Capacity
    // Reused from commit to commit.
    private var plan = CommitPlan()
    private var encoded = EncodedCommit()

    /// Opens the journal of a folder and recovers what is in it.
    package init(
        _ configuration: JournalConfiguration,
        fileSystem: any FileSystem,
        environment: JournalEnvironment,
        logger: Logger
    ) throws(JournalFailure) {
        try configuration.check()
        self.configuration = configuration
        self.environment = environment
        journal = SegmentedJournal(configuration, fileSystem, environment, logger)
        lock = try Self.takeLock(fileSystem, journal.files)
        segmentSize = journal.segmentSize(configuration)
        recordOverhead = configuration.keys.writing == nil ? 0 : DataKey.overhead
        var recovery = Recovery(journal, configuration, environment)
        let recovered: Recovery.Recovered
        do {
            recovered = try recovery.run()
        } catch {
            lock.release()
            throw error
        }
        active = recovered.active
        window = recovered.window
        retention = Retention(journal, configuration, orphans: recovered.orphans)
        capacity = Capacity(journal, configuration)
        try journal.restoreForgotten()
    }

    private static func takeLock(
        _ fileSystem: any FileSystem,
        _ files: JournalFiles
    ) throws(JournalFailure) -> any FileLock {
        do {
            try fileSystem.createDirectory(files.directory)
            if let lock = try fileSystem.lock(files.lock) { return lock }
        } catch {
            throw .failed(reason: "The journal cannot be opened: \(error).")
        }
        throw .failed(
            reason: """
                The journal in \(files.directory) is in use by another process. Stop that one, or give this one \
                another data folder.
                """
        )
    }

    /// True from a failed write or sync until `repair` has gone well.
    package var needsRepair: Bool { fault != nil }

    /// Makes the requests' events durable with one write and one sync, and answers each request, in their order.
    package func commit(_ requests: [AppendRequest]) -> [Answer] {
        if let fault { return requests.map { _ in .failure(fault) } }
        let room = makeRoom(for: requests.reduce(0) { $0 + $1.size + recordOverhead * $1.events.count })
        plan.decide(
            requests,
            window: window,
            firstSequence: journal.end,
            room: room,
            overhead: recordOverhead
        )
        if plan.lacksRoom { capacity.refused(in: room) }
        var sync: Duration?
        if plan.accepted > 0 {
            do throws(JournalFailure) {
                sync = try write(requests, in: room)
            } catch {
                return plan.answers(failure: error)
            }
        }
        if plan.accepted > 0 { window.insert(encoded.entries) }
        journal.counters.countCommit(appended: plan.accepted, duplicates: plan.duplicates, sync: sync)
        return plan.answers(failure: nil)
    }

    /// Takes events again where a limit was met and there is room now.
    package func lookForRoom() {
        if fault == nil, let wanted = capacity.wanted { _ = makeRoom(for: wanted) }
    }

    /// Deletes what nobody needs any more, at most one segment a call. Returns whether there may be more to delete.
    package func deleteReleased() -> Bool {
        retention.deleteReleased(now: environment.now())
    }

    /// Opens the segment anew whose write or sync failed, checks its acknowledged part, cuts off the rest and starts
    /// another. Returns whether appends can go on.
    package func repair() -> Bool {
        guard fault != nil else { return true }
        do {
            if let broken = active {
                try reopen(broken)
                try finish(active: &active)
            }
            try startSegment(journal.destinations)
            fault = nil
            journal.catalog.failure = nil
            journal.logger.notice(
                "The journal has been reopened and its acknowledged part verified; events are taken again.",
                metadata: ["event": "journal.repaired", "end": "\(journal.end)"]
            )
            return true
        } catch {
            journal.logger.error("\(error).", metadata: ["event": "journal.repair_failed"])
            return false
        }
    }

    /// Seals the newest segment, so that the next start need not read it, and gives the folder back.
    package func close() {
        if fault == nil, let segment = active, segment.records > 0 {
            do {
                try finish(active: &active)
            } catch {
                // The next start will scan it instead.
                journal.logger.debug("\(error).", metadata: ["event": "journal.seal_failed"])
            }
        }
        active?.file.close()
        active = nil
        lock.release()
    }
}

// MARK: Writing

extension SegmentLog {
    /// What may be added, after what is kept only for replay has made room where there is too little.
    private func makeRoom(for size: Int) -> Capacity.Room {
        var room = capacity.room(besides: filledSize)
        while room.bytes < size, retention.makeRoom() || endReleased() { room = capacity.room(besides: filledSize) }
        return room
    }

    /// Starts another segment where nobody needs anything of the newest, which could not be deleted otherwise. After a
    /// start the newest may be sealed already.
    private func endReleased() -> Bool {
        guard journal.catalog.isLastReleased else { return false }
        do {
            if let segment = active {
                guard segment.records > 0 else { return false }
                try finish(active: &active)
            }
            try startSegment(journal.destinations)
            return true
        } catch {
            return false
        }
    }

    private func write(_ requests: [AppendRequest], in room: Capacity.Room) throws(JournalFailure) -> Duration {
        do {
            try prepareSegment(adding: plan.acceptedSize)
        } catch {
            throw failure(error)
        }
        guard let file = active?.file, let start = active?.dataEnd else { throw .closed }
        do {
            try encode(requests, at: start)
        } catch {
            throw .failed(reason: "The journal cannot encrypt events: \(error).")
        }
        do {
            try file.writeAll(encoded.bytes, at: start)
        } catch {
            throw writeFailed(error, file, start)
        }
        let end = start + encoded.bytes.count
        do {
            try fillAhead(of: end, commitSize: encoded.bytes.count, room: room.bytes - encoded.bytes.count)
        } catch {
            throw closeIntake(error)
        }
        let clock = ContinuousClock()
        let begin = clock.now
        do {
            try file.synchronize()
        } catch {
            throw closeIntake(error)
        }
        let duration = clock.now - begin
        let entries = encoded.entries
        active?.dataEnd = end
        active?.records += entries.count
        // Before the end moves: who sees an event then knows too what it supersedes.
        let superseded = journal.versions.add(entries, names: active?.header.destinations ?? [])
        journal.catalog.commit(entries, dataEnd: end, end: journal.end + UInt64(entries.count))
        journal.catalog.noteSuperseded(superseded)
        capacity.committed()
        return duration
    }

    private func encode(_ requests: [AppendRequest], at start: Int) throws(SealFailure) {
        guard let recordGuard = active?.recordGuard else { return }
        let nonces = NonceSequence(high: environment.random(), low: environment.random())
        // A commit of one unusually large append is not to occupy its memory for ever.
        encoded.removeAll(keepingCapacityUpTo: 2 * configuration.maxCommitSize)
        try encoded.encode(plan, of: requests, at: start, guardedBy: recordGuard, nonces)
    }

    /// Nothing of a failed write counts: the file is cut back to its last durable length.
    private func writeFailed(_ error: FileSystemError, _ file: any File, _ durableEnd: Int) -> JournalFailure {
        guard error.isDiskFull else { return closeIntake(error) }
        do {
            try file.truncate(to: durableEnd)
            active?.filledEnd = durableEnd
            // Else a power cut could bring it back after the segment has been sealed.
            try file.synchronize()
        } catch {
            return closeIntake(error)
        }
        return failure(error)
    }

    private func closeIntake(_ error: FileSystemError) -> JournalFailure {
        let failure = JournalFailure.failed(
            reason: """
                The journal \(error); no events are taken until the file has been reopened and verified. \
                If this repeats, the disk is failing.
                """
        )
        fault = failure
        journal.catalog.failure = failure
        journal.logger.error("\(failure.reason)", metadata: ["event": "journal.failed"])
        return failure
    }

    /// What appenders are told of an error that leaves the journal as it was, and the next append may not meet again.
    private func failure(_ error: FileSystemError) -> JournalFailure {
        guard error.isDiskFull else {
            journal.logger.error("\(error)", metadata: ["event": "journal.failed"])
            return .failed(reason: "The journal \(error).")
        }
        return capacity.writeFailed(error)
    }
}
