import Foundation
internal import Logging
internal import RouterCore
import Synchronization

/// Gives back the room of records that nobody needs any more, in segments that somebody still needs: rewrites them
/// with what is left. Sequences stay as they are, and so do the entries of the index, for deduplication.
///
/// # What holds after a crash, and why
///
/// The segment's new file is durable before its new index takes the place of the old one, and that before the file
/// takes the place of the old file. So there are three states: both old, with or without a new file that nothing names
/// (removed at the next start); the new index beside the old file, which is longer than the index says, and the new
/// file (renamed at the next start); both new. Where what should be there is not, the index is made again from the
/// file that is.
struct Compaction {
    let journal: SegmentedJournal

    /// Examines one segment, and rewrites it where nobody needs half of its bytes. Returns whether there was one.
    func compactNext(now: Int64) -> Bool {
        let kept = now - journal.keepMilliseconds.load(ordering: .relaxed) + 1
        guard let candidate = journal.catalog.beginCompaction(keptSince: kept) else { return false }
        var isCompacted = false
        do {
            if let plan = try plan(candidate) { isCompacted = try carryOut(plan, candidate) }
        } catch {
            journal.logger.warning(
                "A segment could not be compacted, and stays as it is: \(error).",
                metadata: ["event": "journal.compaction_failed", "first": "\(candidate.segment.firstSequence)"]
            )
        }
        if !isCompacted { journal.catalog.endCompaction(candidate, nil) }
        return true
    }

    // MARK: Deciding

    /// Nil where too little can be dropped.
    private func plan(_ candidate: SegmentCatalog.CompactionCandidate) throws -> CompactionPlan? {
        let segment = candidate.segment
        let file = try journal.fileSystem.open(journal.files.index(segment.firstSequence), .read)
        defer { file.close() }
        let key = try journal.keys(of: segment.header)?.index
        let entries = try SegmentIndex(from: file).entries(from: file, key)
        var plan = CompactionPlan(segment, entries)
        let chunkSize = 1024
        for start in stride(from: 0, to: entries.count, by: chunkSize) {
            let chunk = (start..<min(start + chunkSize, entries.count)).map { entries[$0] }
            let superseded = journal.versions.superseded(chunk, names: segment.header.destinations)
            for (entry, superseded) in zip(chunk, superseded) {
                plan.add(entry, isNeeded: isNeeded(entry, but: superseded, candidate))
            }
        }
        return plan.isWorthwhile ? plan : nil
    }

    private func isNeeded(
        _ entry: IndexEntry,
        but superseded: DestinationSet,
        _ candidate: SegmentCatalog.CompactionCandidate
    ) -> Bool {
        if entry.isDropped { return false }
        let isKept = entry.receivedAt >= candidate.keptSince
        var rest = entry.destinations.subtracting(superseded).rawValue
        while rest != 0 {
            let index = rest.trailingZeroBitCount
            rest &= rest - 1
            guard index < candidate.segment.header.destinations.count else { return true }
            let name = candidate.segment.header.destinations[index]
            if isKept || entry.sequence >= candidate.released[name, default: 0] { return true }
        }
        return false
    }

    // MARK: Doing

    private func carryOut(_ plan: CompactionPlan, _ candidate: SegmentCatalog.CompactionCandidate) throws -> Bool {
        let segment = candidate.segment
        let newPath = journal.files.newSegment(segment.firstSequence)
        try? journal.fileSystem.remove(newPath)
        do {
            guard try writeSegment(plan, segment, to: newPath) else {
                // Its damage is for readers to find and to report.
                try journal.fileSystem.remove(newPath)
                return false
            }
        } catch {
            try? journal.fileSystem.remove(newPath)
            throw error
        }
        do {
            // This syncs the folder, and with it the name of the new file.
            try IndexFile.write(plan.segment, plan.entries, journal)
            try replace(candidate, by: plan.segment, newPath)
        } catch {
            // Best effort: if the old index cannot be put back, the next start completes what was begun.
            if (try? IndexFile.write(segment, plan.oldEntries, journal)) != nil {
                try? journal.fileSystem.remove(newPath)
            }
            throw error
        }
        return true
    }

    /// Copies what is needed. Returns false where some of it is damaged.
    private func writeSegment(
        _ plan: CompactionPlan,
        _ segment: Segment,
        to newPath: String
    ) throws(FileSystemError) -> Bool {
        let file = try journal.fileSystem.open(journal.files.segment(segment.firstSequence), .read)
        defer { file.close() }
        let copy = try journal.fileSystem.open(newPath, .create)
        defer { copy.close() }
        try copy.writeAll(segment.header.encoded(), at: 0)
        let recordGuard = try journal.recordGuard(segment.header)
        var end = segment.dataOffset
        for run in plan.runs {
            let bytes = try file.read(run.range.count, at: run.range.lowerBound)
            guard run.isIntact(bytes, recordGuard) else { return false }
            try copy.writeAll(bytes, at: end)
            end += bytes.count
        }
        try copy.synchronize()
        return true
    }

    private func replace(
        _ candidate: SegmentCatalog.CompactionCandidate,
        by compacted: Segment,
        _ newPath: String
    ) throws(FileSystemError) {
        let segment = candidate.segment
        // Whoever opens a segment has looked up what is in it a moment before.
        journal.swaps.lock()
        defer { journal.swaps.unlock() }
        try journal.fileSystem.rename(newPath, to: journal.files.segment(segment.firstSequence))
        journal.catalog.endCompaction(candidate, compacted)
        try? journal.fileSystem.syncDirectory(journal.files.directory)
        journal.logger.debug(
            "A segment has been compacted.",
            metadata: [
                "event": "journal.compacted", "first": "\(segment.firstSequence)",
                "bytes_before": "\(segment.dataEnd)", "bytes_after": "\(compacted.dataEnd)",
                "dropped": "\(compacted.droppedCount - segment.droppedCount)",
            ]
        )
    }
}
