internal import RouterCore

/// Decides, before anything is written, what becomes of each event of a commit. Reused from commit to commit.
struct CommitPlan {
    private enum Decision {
        case refused(JournalFailure)
        /// `needsCommit`: something of it, or what it duplicates, is in this commit.
        case results([AppendResult], needsCommit: Bool)
    }

    /// Events that the commit will write.
    private(set) var accepted = 0
    /// Their encoded size in bytes.
    private(set) var acceptedSize = 0
    private(set) var duplicates = 0
    /// Some request was refused for want of room.
    private(set) var lacksRoom = false
    private var decisions: [Decision] = []
    /// The identities of the accepted events. They go into the window only when the commit is durable.
    private var staged: Set<Fingerprint> = []
    private var overhead = 0

    /// `room` is what the journal may still take; a record takes `overhead` more than its event.
    mutating func decide(
        _ requests: [AppendRequest],
        window: DeduplicationWindow,
        firstSequence: UInt64,
        room: Capacity.Room,
        overhead: Int
    ) {
        accepted = 0
        acceptedSize = 0
        duplicates = 0
        lacksRoom = false
        decisions.removeAll(keepingCapacity: true)
        staged.removeAll(keepingCapacity: true)
        self.overhead = overhead
        for request in requests {
            decisions.append(decide(request, window, nextSequence: firstSequence + UInt64(accepted), room))
        }
    }

    /// Calls `body` with every accepted event, in the order of the sequences.
    func forEachAccepted<Failure: Error>(
        in requests: [AppendRequest],
        _ body: (Event, EventDigest, UInt64) throws(Failure) -> Void
    ) throws(Failure) {
        for (request, decision) in zip(requests, decisions) {
            guard case .results(let results, _) = decision else { continue }
            for (index, result) in results.enumerated() {
                if case .accepted(let sequence) = result {
                    try body(request.events[index], request.digests[index], sequence)
                }
            }
        }
    }

    /// The answers, once the commit is durable or has failed. A duplicate of what was durable before is one either way.
    func answers(failure: JournalFailure?) -> [SegmentLog.Answer] {
        decisions.map { decision in
            switch decision {
            case .refused(let failure): return .failure(failure)
            case .results(let results, let needsCommit):
                if needsCommit, let failure { return .failure(failure) }
                return .success(results)
            }
        }
    }

    private mutating func decide(
        _ request: AppendRequest,
        _ window: DeduplicationWindow,
        nextSequence: UInt64,
        _ room: Capacity.Room
    ) -> Decision {
        if let refusal = request.refusal { return .refused(refusal) }
        var results: [AppendResult] = []
        results.reserveCapacity(request.digests.count)
        var needsCommit = false
        var count = 0
        var size = 0
        for digest in request.digests {
            if !window.isOff {
                if window.contains(digest.fingerprint, at: digest.receivedAt) {
                    results.append(.duplicate)
                    continue
                }
                needsCommit = true
                guard staged.insert(digest.fingerprint).inserted else {
                    results.append(.duplicate)
                    continue
                }
            }
            needsCommit = true
            results.append(.accepted(sequence: nextSequence + UInt64(count)))
            count += 1
            size += digest.size + overhead
        }
        if count > 0, acceptedSize + size > room.bytes {
            unstage(request, results)
            lacksRoom = true
            return .refused(room.failure)
        }
        accepted += count
        acceptedSize += size
        duplicates += results.count - count
        return .results(results, needsCommit: needsCommit)
    }

    private mutating func unstage(_ request: AppendRequest, _ results: [AppendResult]) {
        for (digest, result) in zip(request.digests, results) where result != .duplicate {
            staged.remove(digest.fingerprint)
        }
    }
}
