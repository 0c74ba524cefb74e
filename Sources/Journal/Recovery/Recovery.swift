internal import AtRest
internal import Logging
internal import RouterCore

/// Brings a journal's folder into the state that `SegmentLog` describes, and reads what must be known of it.
struct Recovery {
    struct Recovered {
        var active: ActiveSegment?
        var window: DeduplicationWindow
        var orphans: [Retention.Orphan]
    }

    private let journal: SegmentedJournal
    private let configuration: JournalConfiguration
    private let environment: JournalEnvironment
    private var segments: [Segment] = []
    private var newest: NewestSegment?
    private var end: UInt64 = 1

    init(_ journal: SegmentedJournal, _ configuration: JournalConfiguration, _ environment: JournalEnvironment) {
        self.journal = journal
        self.configuration = configuration
        self.environment = environment
    }

    /// Fails where going on would endanger what is there; nothing has been changed then where a file is of a newer
    /// version.
    mutating func run() throws(JournalFailure) -> Recovered {
        let inspection = try Inspection(journal)
        journal.catalog.keysFound = inspection.keysInUse(journal.files)
        do {
            for path in inspection.useless { try journal.fileSystem.remove(path) }
            for (position, found) in inspection.segments.enumerated() {
                let following = inspection.segments.dropFirst(position + 1).first
                try take(found, nextFirst: following?.firstSequence)
            }
            for first in inspection.compacted { try removeNewSegment(first) }
            for orphan in inspection.orphans { end = max(end, orphan.segment.endSequence) }
            // Names that a process made just before it ended may not be durable yet.
            try journal.fileSystem.syncDirectory(journal.files.directory)
            start()
            let window = try loadIndexes(inspection.orphans)
            return Recovered(
                active: newest?.active(
                    end: end,
                    destinations: configuration.destinations,
                    key: configuration.keys.writing?.id
                ),
                window: window,
                orphans: inspection.orphans.map { Retention.Orphan($0.segment) }
            )
        } catch {
            throw .failed(reason: "The journal cannot be opened: \(error).")
        }
    }

    /// Decides what becomes of one segment; `nextFirst` is nil for the newest.
    private mutating func take(_ found: Inspection.Found, nextFirst: UInt64?) throws {
        if let index = found.index, try isOwn(index, found, isNewest: nextFirst == nil) {
            segments.append(index.segment)
            end = max(end, index.segment.endSequence)
        } else if let header = found.header {
            if let nextFirst {
                try rebuildIndex(header, found, nextFirst: nextFirst)
            } else {
                try recoverNewest(header, found)
            }
        } else if nextFirst == nil, found.fileSize <= SegmentHeader.leastSize {
            // Its creation was cut off, so nothing in it was ever acknowledged.
            try journal.fileSystem.remove(journal.files.segment(found.firstSequence))
        } else {
            try journal.damage.setAside(segment: found.firstSequence)
            // How many records it held is not known; their sequences must not come again.
            end = max(end, found.firstSequence + UInt64(found.fileSize / RecordHeader.size) + 1)
        }
    }

    /// Whether the index describes the segment's file, as it is or as compaction was about to make it.
    private func isOwn(_ index: SegmentIndex, _ found: Inspection.Found, isNewest: Bool) throws -> Bool {
        if found.fileSize <= index.segment.dataEnd { return true }
        if try completeCompaction(of: found, index) { return true }
        // Without the file's own header there is nothing else to go by.
        return found.header == nil && !isNewest
    }

    /// Where the index describes a compacted segment and the file is still the old one: the new file takes its place.
    /// Returns false where there is none that fits; the index is then not this file's.
    private func completeCompaction(of found: Inspection.Found, _ index: SegmentIndex) throws -> Bool {
        let newPath = journal.files.newSegment(found.firstSequence)
        do {
            let file = try journal.fileSystem.open(newPath, .read)
            defer { file.close() }
            guard try file.size() == index.segment.dataEnd,
                try SegmentHeader.read(from: file).header == index.segment.header
            else { return false }
        } catch is FormatError {
            return false
        } catch let error as FileSystemError where error.isMissing {
            return false
        }
        try journal.fileSystem.rename(newPath, to: journal.files.segment(found.firstSequence))
        return true
    }

    /// Removes what compaction has left, if it is still there.
    private func removeNewSegment(_ first: UInt64) throws(FileSystemError) {
        do throws(FileSystemError) {
            try journal.fileSystem.remove(journal.files.newSegment(first))
        } catch {
            if !error.isMissing { throw error }
        }
    }

    private mutating func rebuildIndex(
        _ header: SegmentHeader,
        _ found: Inspection.Found,
        nextFirst: UInt64
    ) throws {
        let file = try journal.fileSystem.open(journal.files.segment(header.firstSequence), .read)
        defer { file.close() }
        let scan = try scan(file, header, found, endSequence: nextFirst) {
            journal.damage.report($0, in: header.firstSequence, file)
        }
        for damage in scan.tail { journal.damage.report(damage, in: header.firstSequence, file) }
        var segment = Segment(header: header, dataOffset: found.dataOffset)
        segment.add(scan.entries, dataEnd: found.fileSize, endSequence: scan.endSequence)
        segment.isSealed = true
        var entries = IndexEntries(firstSequence: header.firstSequence)
        entries.append(scan.entries)
        try IndexFile.write(segment, entries, journal)
        segments.append(segment)
        end = max(end, scan.endSequence)
        journal.logger.notice(
            "The index of a segment was missing or damaged and has been made again.",
            metadata: ["event": "journal.index_rebuilt", "first": "\(header.firstSequence)"]
        )
    }

    private mutating func recoverNewest(_ header: SegmentHeader, _ found: Inspection.Found) throws {
        let file = try journal.fileSystem.open(journal.files.segment(header.firstSequence), .write)
        let scan = try scanDurably(file, header, found)
        var segment = Segment(header: header, dataOffset: found.dataOffset)
        // Where the end cannot be read, it may hold acknowledged events: it is left as it is, and nothing follows it.
        let keepsTail = scan.hasUnreadableBlocks && scan.writtenEnd > scan.validEnd
        if keepsTail {
            for damage in scan.tail { journal.damage.report(damage, in: header.firstSequence, file) }
            segment.add(scan.entries, dataEnd: found.fileSize, endSequence: scan.endSequence)
        } else {
            if found.fileSize > scan.validEnd { try file.truncate(to: scan.validEnd) }
            segment.add(scan.entries, dataEnd: scan.validEnd, endSequence: scan.validEndSequence)
        }
        try file.synchronize()
        var entries = IndexEntries(firstSequence: header.firstSequence)
        entries.append(scan.entries)
        segments.append(segment)
        newest = NewestSegment(
            file: file,
            segment: segment,
            recordGuard: try journal.recordGuard(header),
            entries: entries,
            isClosed: keepsTail
        )
        end = max(end, segment.endSequence)
        journal.logger.notice(
            "The journal was not closed when it was last used; what was acknowledged has been recovered.",
            metadata: [
                "event": "journal.recovered", "segment": "\(journal.files.segment(header.firstSequence))",
                "events": "\(scan.entries.count)",
                "cut_bytes": "\(keepsTail ? 0 : scan.writtenEnd - scan.validEnd)", "end": "\(end)",
            ]
        )
    }

    /// What is on the disk, whatever the kernel shows: after a sync that failed it may show bytes that are not there and
    /// that it will not write unless they are written anew. So they are, and are synced by who truncates the file; where
    /// that cannot be, the disk itself is read.
    private func scanDurably(
        _ file: any File,
        _ header: SegmentHeader,
        _ found: Inspection.Found
    ) throws(FileSystemError) -> SegmentScan {
        var damages: [RecordCursor.Damage] = []
        var result = try scan(file, header, found, endSequence: .max) { damages.append($0) }
        if try !writeAgain(header, file, dataOffset: found.dataOffset, result) {
            try file.synchronize()
            try file.dropCache()
            damages = []
            result = try scan(file, header, found, endSequence: .max) { damages.append($0) }
        }
        for damage in damages { journal.damage.report(damage, in: header.firstSequence, file) }
        return result
    }

    private func scan(
        _ file: any File,
        _ header: SegmentHeader,
        _ found: Inspection.Found,
        endSequence: UInt64,
        damaged: (RecordCursor.Damage) -> Void
    ) throws(FileSystemError) -> SegmentScan {
        try SegmentScan(
            file,
            header,
            guardedBy: journal.recordGuard(header),
            dataOffset: found.dataOffset,
            limit: found.fileSize,
            endSequence: endSequence,
            damaged: damaged
        )
    }

    /// Writes what was found once more. Returns false where it cannot be: a block cannot be read, or a disk that copies on
    /// writing is full.
    private func writeAgain(
        _ header: SegmentHeader,
        _ file: any File,
        dataOffset: Int,
        _ found: SegmentScan
    ) throws(FileSystemError) -> Bool {
        if found.hasUnreadableBlocks { return false }
        do throws(FileSystemError) {
            try file.writeAll(header.encoded(), at: 0)
            try rewrite(dataOffset..<found.validEnd, of: file)
            return true
        } catch {
            if error.isDiskFull { return false }
            throw error
        }
    }

    private func rewrite(_ range: Range<Int>, of file: any File) throws(FileSystemError) {
        let chunkSize = 1 << 20
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: chunkSize) {
            let bytes = try file.read(min(chunkSize, range.upperBound - offset), at: offset)
            try file.writeAll(bytes, at: offset)
        }
    }

    private func start() {
        let entries = newest?.entries ?? IndexEntries(firstSequence: end)
        journal.catalog.start(segments, entries: entries, end: end)
        journal.logger.info(
            "The journal is open.",
            metadata: [
                "event": "journal.opened", "directory": "\(journal.files.directory)",
                "segments": "\(segments.count)", "bytes": "\(journal.catalog.size)", "end": "\(end)",
            ]
        )
    }
}

// MARK: What indexes say

extension Recovery {
    /// The most records whose versions are looked at: older ones are then sent although they need not be.
    private static let maxVersions = 1_000_000

    /// Reads what deduplication must remember, and which versions are superseded, from the oldest to the newest.
    private func loadIndexes(_ orphans: [SegmentIndex]) throws -> DeduplicationWindow {
        var window = DeduplicationWindow(
            seconds: configuration.deduplicationSeconds,
            maxEntries: configuration.maxDeduplicationEntries,
            multiplier: environment.random()
        )
        let forWindow = window.isOff ? [] : neededForWindow(orphans)
        let forVersions = neededForVersions()
        let sealed = segments.filter(\.isSealed) + orphans.map(\.segment)
        for segment in sealed.sorted(by: { $0.firstSequence < $1.firstSequence }) {
            let first = segment.firstSequence
            guard forWindow.contains(first) || forVersions.contains(first), let entries = try entries(of: segment)
            else {
                continue
            }
            if forWindow.contains(first) { window.insert(entries) }
            if forVersions.contains(first) { noteVersions(entries, segment) }
        }
        if let newest {
            if !window.isOff { window.insert(newest.entries) }
            noteVersions(newest.entries, newest.segment)
        }
        return window
    }

    private func noteVersions(_ entries: IndexEntries, _ segment: Segment) {
        let superseded = journal.versions.add(entries, names: segment.header.destinations)
        journal.catalog.noteSuperseded(superseded)
    }

    /// The newest segments, until they hold as many identities as the window does.
    private func neededForWindow(_ orphans: [SegmentIndex]) -> Set<UInt64> {
        let oldest = environment.now() / 1000 - configuration.deduplicationSeconds
        var needed: Set<UInt64> = []
        var count = newest?.entries.count ?? 0
        let sealed = segments.filter(\.isSealed) + orphans.map(\.segment)
        for segment in sealed.sorted(by: { $0.firstSequence > $1.firstSequence }) {
            if count >= configuration.maxDeduplicationEntries { break }
            if segment.newestReceivedAt / 1000 >= oldest { needed.insert(segment.firstSequence) }
            count += segment.entryCount
        }
        return needed
    }

    /// The newest segments that may hold versions.
    private func neededForVersions() -> Set<UInt64> {
        if configuration.latestDestinations.isEmpty { return [] }
        var needed: Set<UInt64> = []
        var count = newest?.entries.count ?? 0
        for segment in segments.reversed() where segment.isSealed {
            if count >= Self.maxVersions { break }
            needed.insert(segment.firstSequence)
            count += segment.entryCount
        }
        return needed
    }

    /// The entries of a sealed segment: from its index, else from itself.
    private func entries(of segment: Segment) throws -> IndexEntries? {
        let first = segment.firstSequence
        do {
            let file = try journal.fileSystem.open(journal.files.index(first), .read)
            defer { file.close() }
            return try SegmentIndex(from: file).entries(from: file, journal.keys(of: segment.header)?.index)
        } catch let error where error is FormatError || (error as? FileSystemError)?.code == FileSystemError.io {
            return try entriesAgain(of: segment)
        }
    }

    private func entriesAgain(of segment: Segment) throws -> IndexEntries? {
        let first = segment.firstSequence
        guard segments.contains(where: { $0.firstSequence == first }) else {
            journal.logger.warning(
                "The index of a deleted segment is damaged: events that were in it are no longer known as duplicates.",
                metadata: ["event": "journal.index_lost", "first": "\(first)", "events": "\(segment.entryCount)"]
            )
            return nil
        }
        let file = try journal.fileSystem.open(journal.files.segment(first), .read)
        defer { file.close() }
        let scan = try SegmentScan(
            file,
            segment.header,
            guardedBy: journal.recordGuard(segment.header),
            dataOffset: segment.dataOffset,
            limit: segment.dataEnd,
            endSequence: segment.endSequence
        ) { journal.damage.report($0, in: first, file) }
        for damage in scan.tail { journal.damage.report(damage, in: first, file) }
        var entries = IndexEntries(firstSequence: first)
        entries.append(scan.entries)
        // The header was intact: totals and ends stay as they are, and only what was damaged is replaced.
        var rebuilt = segment
        rebuilt.replaceEntryCount(by: entries.count)
        try IndexFile.write(rebuilt, entries, journal)
        return entries
    }
}
