internal import Logging
import Synchronization

/// Deletes segments that every destination has released, and the indexes that outlived them for deduplication.
struct Retention {
    /// An index whose segment is gone.
    struct Orphan {
        let firstSequence: UInt64
        let endSequence: UInt64
        let newestReceivedAt: Int64

        init(_ segment: Segment) {
            firstSequence = segment.firstSequence
            endSequence = segment.endSequence
            newestReceivedAt = segment.newestReceivedAt
        }
    }

    private let journal: SegmentedJournal
    private let windowSeconds: Int64
    private let windowEntries: Int
    private var orphans: [Orphan]
    /// Files that could not be removed at the last try.
    private var undeleted: [String] = []
    /// Segments went before their time was over, and that has been said.
    private var keepIsShortened = false

    init(_ journal: SegmentedJournal, _ configuration: JournalConfiguration, orphans: [Orphan]) {
        self.journal = journal
        self.orphans = orphans
        windowSeconds = configuration.deduplicationSeconds
        windowEntries = configuration.maxDeduplicationEntries
    }

    /// Deletes at most one segment, and the indexes that deduplication no longer looks at. Returns whether there may
    /// be more to delete.
    mutating func deleteReleased(now: Int64) -> Bool {
        let before = undeleted
        undeleted = []
        for path in before { remove(path) }
        let keep = journal.keepMilliseconds.load(ordering: .relaxed)
        let segment = journal.catalog.removeReleased(force: false) { $0.newestReceivedAt + keep > now }
        if let segment {
            keepIsShortened = false
            delete(segment)
        }
        let hasExpired = deleteExpiredIndexes(now: now)
        if segment != nil || hasExpired || !before.isEmpty { syncDirectory() }
        return segment != nil
    }

    /// Deletes a released segment that was kept for replay. Returns whether there was one.
    mutating func makeRoom() -> Bool {
        guard let segment = journal.catalog.removeReleased(force: true, keep: { _ in true }) else { return false }
        delete(segment)
        syncDirectory()
        sayThatKeepIsShortened()
        return true
    }

    private mutating func sayThatKeepIsShortened() {
        guard !keepIsShortened, journal.keepMilliseconds.load(ordering: .relaxed) > 0 else { return }
        keepIsShortened = true
        journal.logger.warning(
            "journal.max_size does not hold what journal.keep asks for: the oldest delivered segments go earlier, and a replay reaches back less far.",
            metadata: ["event": "journal.keep_shortened", "oldest": "\(journal.catalog.oldest)"]
        )
    }

    private mutating func delete(_ segment: Segment) {
        remove(journal.files.segment(segment.firstSequence))
        orphans.append(Orphan(segment))
        journal.logger.debug(
            "A segment that every destination is done with has been deleted.",
            metadata: ["event": "journal.segment_deleted", "first": "\(segment.firstSequence)"]
        )
    }

    private mutating func deleteExpiredIndexes(now: Int64) -> Bool {
        let end = journal.end
        let expired = orphans.filter { orphan in
            windowSeconds == 0 || end - orphan.endSequence >= windowEntries
                || now / 1000 - orphan.newestReceivedAt / 1000 > windowSeconds
        }
        if expired.isEmpty { return false }
        let sequences = Set(expired.map(\.firstSequence))
        orphans.removeAll { sequences.contains($0.firstSequence) }
        for sequence in sequences { remove(journal.files.index(sequence)) }
        return true
    }

    private mutating func remove(_ path: String) {
        do {
            try journal.fileSystem.remove(path)
        } catch  where error.isMissing {
            return
        } catch {
            undeleted.append(path)
            journal.logger.warning("\(error); it is tried again.", metadata: ["event": "journal.delete_failed"])
        }
    }

    private func syncDirectory() {
        do {
            try journal.fileSystem.syncDirectory(journal.files.directory)
        } catch {
            // A deleted file that comes back after a power cut is deleted again: nothing is lost by it.
            journal.logger.warning("\(error).", metadata: ["event": "journal.delete_failed"])
        }
    }
}
