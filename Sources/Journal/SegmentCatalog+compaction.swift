internal import RouterCore

extension SegmentCatalog {
    /// A sealed segment that may hold much that nobody needs, and what had been released when it was chosen.
    struct CompactionCandidate {
        let segment: Segment
        let released: [String: UInt64]
        /// What was received at this time or later is kept for replay, unix milliseconds.
        let keptSince: Int64
    }

    /// Newer versions of these records have become durable.
    func noteSuperseded(_ sequences: [UInt64]) {
        if sequences.isEmpty { return }
        withState { state in
            var position = 0
            for sequence in sequences {
                if !state.segments.indices.contains(position) || !state.segments[position].holds(sequence) {
                    position = state.firstIndex(from: sequence)
                    guard position < state.segments.count, state.segments[position].holds(sequence) else { continue }
                }
                state.segments[position].supersededCount += 1
            }
        }
    }

    /// A segment to examine, if there is one. It is not deleted, nor chosen again, until `endCompaction`.
    func beginCompaction(keptSince: Int64) -> CompactionCandidate? {
        withState { state in
            let index = state.segments.dropLast().firstIndex { segment in
                segment.isWorthExamining(state.released, keptSince) && !state.isHeld(segment)
            }
            guard let index else { return nil }
            state.segments[index].isBeingCompacted = true
            return CompactionCandidate(
                segment: state.segments[index],
                released: state.released,
                keptSince: keptSince
            )
        }
    }

    /// The segment's file and index now are what `compacted` says; nil: they are as they were, and it is not examined
    /// again before more of it has become superfluous.
    func endCompaction(_ candidate: CompactionCandidate, _ compacted: Segment?) {
        withState { state in
            let first = candidate.segment.firstSequence
            guard let index = state.segments.firstIndex(where: { $0.firstSequence == first }) else { return }
            if let compacted { state.segments[index] = compacted }
            state.segments[index].isBeingCompacted = false
            if compacted == nil { state.segments[index].wasExamined(candidate) }
        }
    }
}

extension Segment {
    fileprivate func holds(_ sequence: UInt64) -> Bool {
        firstSequence <= sequence && sequence < endSequence
    }

    /// What may be superfluous, without looking at the disk: records for which newer ones have come, and those of
    /// destinations that have released the segment.
    fileprivate func isWorthExamining(_ released: [String: UInt64], _ keptSince: Int64) -> Bool {
        let left = entryCount - droppedCount
        guard isSealed, !isBeingCompacted, left > 0 else { return false }
        if let examined {
            let hasChanged =
                supersededCount - examined.supersededCount > left / 8
                || finishedCount(released) > examined.finishedCount
                || (examined.wasKept && newestReceivedAt < keptSince)
            guard hasChanged else { return false }
        }
        return supersededCount >= left - left / 2 || waitingBytes(released) <= (dataEnd - dataOffset) / 2
    }

    fileprivate mutating func wasExamined(_ candidate: SegmentCatalog.CompactionCandidate) {
        examined = (
            candidate.segment.supersededCount, finishedCount(candidate.released),
            newestReceivedAt >= candidate.keptSince
        )
    }

    /// How many destinations have released everything in it.
    private func finishedCount(_ released: [String: UInt64]) -> Int {
        zip(header.destinations, totals).count { $1.lastSequence < released[$0, default: 0] }
    }

    /// No less than the payload bytes that somebody has not released.
    private func waitingBytes(_ released: [String: UInt64]) -> Int {
        zip(header.destinations, totals).reduce(0) { sum, pair in
            pair.1.lastSequence < released[pair.0, default: 0] ? sum : sum + pair.1.bytes
        }
    }
}
