import Foundation
internal import Logging
internal import RouterCore

/// Reads the durable events of one destination, or those of a stretch of time, from segment to segment.
final class SegmentReader: JournalReader {
    /// Which records are handed out.
    enum Selection {
        /// Those that name a destination.
        case destination(String)
        /// Those that were received in that time, unix milliseconds.
        case received(Range<Int64>)
    }

    /// Bytes of records after which a call that selects by time ends, so that others get their turn.
    private static let maxScannedBytes = 4 << 20
    /// A block of the disk that cannot be read is tried by this many calls before its records are taken for damaged.
    private static let readAttempts = 5

    /// What is being read.
    private struct Open {
        let view: SegmentView
        let file: any File
        var cursor: RecordCursor
        /// Where bits of the segment's table stand in today's; nil where the tables are the same.
        let translation: [(from: DestinationSet, to: DestinationSet)]?
    }

    private let selection: Selection
    private let journal: SegmentedJournal
    private var open: Open?
    /// Calls that met with one, by segment: other segments are read in between.
    private var failedReads: [UInt64: Int] = [:]
    /// Blocks that were given up, by segment: they are not waited for again by each read of what lies beside them.
    private var lostBlocks: [UInt64: Set<Int>] = [:]
    private var scannedBytes = 0
    private var compactedCount = 0
    /// Set where the position came from outside, and may lie before what is still there.
    private var isFreshPosition = true
    private(set) var position: UInt64

    init(_ journal: SegmentedJournal, _ selection: Selection, position: UInt64) {
        self.journal = journal
        self.selection = selection
        self.position = position
    }

    deinit {
        open?.file.close()
    }

    func seek(to position: UInt64) {
        self.position = position
        isFreshPosition = true
        close()
    }

    func takeCompactedCount() -> Int {
        defer { compactedCount = 0 }
        return compactedCount
    }

    func next(maxEvents: Int, maxBytes: Int) throws(JournalFailure) -> [Event] {
        try nextReferences(maxEvents: maxEvents, maxBytes: maxBytes).map(\.event)
    }

    func nextReferences(maxEvents: Int, maxBytes: Int) throws(JournalFailure) -> [EventReference] {
        var events: [EventReference] = []
        var bytes = 0
        scannedBytes = 0
        while events.count < max(maxEvents, 1) {
            do throws(FileSystemError) {
                guard try openSegment() else { break }
                let hasRoom = try read(maxEvents: max(maxEvents, 1), maxBytes: maxBytes, &events, &bytes)
                if !hasRoom { break }
            } catch {
                let segment = open?.view.firstSequence ?? 0
                let canTolerate = open?.cursor.unreadable == .fails && error.code == FileSystemError.io
                close()
                // What was read before the error must be handed out: the position is behind it.
                if !events.isEmpty { break }
                failedReads[segment, default: 0] += 1
                if !canTolerate || failedReads[segment, default: 0] < Self.readAttempts {
                    throw .failed(reason: "The journal cannot be read: \(error).")
                }
            }
        }
        return events
    }

    /// Returns whether there is a segment to read from.
    private func openSegment() throws(FileSystemError) -> Bool {
        if let view = open?.view {
            // A segment that has been deleted or compacted meanwhile is read to the end that was known: this reader has
            // it open as it was.
            if let extent = journal.catalog.extent(of: view) {
                open?.cursor.extend(to: extent.dataEnd, endSequence: extent.endSequence)
            }
            return true
        }
        journal.swaps.lock()
        defer { journal.swaps.unlock() }
        let found = findSegment()
        guard let view = found.view else {
            position = max(position, found.end)
            return false
        }
        let file: any File
        do {
            file = try journal.fileSystem.open(journal.files.segment(view.firstSequence), .read)
        } catch let error where error.isMissing && journal.catalog.extent(of: view) == nil {
            // Deleted since the list was looked at.
            return true
        }
        let recordGuard = try journal.recordGuard(view.header)
        position = max(position, view.firstSequence)
        open = makeOpen(view, file, recordGuard)
        if view.hasDropped { compactedCount += droppedCount(in: view) }
        return true
    }

    private func makeOpen(_ view: SegmentView, _ file: any File, _ recordGuard: RecordGuard) -> Open {
        let start = offset(of: position, in: view, file, recordGuard)
        var cursor = RecordCursor(
            file,
            guardedBy: recordGuard,
            from: start.offset,
            sequence: start.sequence,
            limit: view.dataEnd,
            endSequence: view.endSequence
        )
        if failedReads[view.firstSequence, default: 0] >= Self.readAttempts { cursor.unreadable = .isDamage }
        cursor.lostBlocks = lostBlocks[view.firstSequence] ?? []
        return Open(view: view, file: file, cursor: cursor, translation: translation(from: view.header.destinations))
    }

    /// How many records of the destination compaction has dropped from here on; none where the index cannot be read.
    private func droppedCount(in view: SegmentView) -> Int {
        guard let file = try? journal.fileSystem.open(journal.files.index(view.firstSequence), .read) else { return 0 }
        defer { file.close() }
        guard let entries = try? SegmentIndex(from: file).entries(from: file, nil) else { return 0 }
        return entries.totals(view.index, from: position).dropped
    }

    /// The segment that holds the next record to read, or may hold it.
    private func findSegment() -> (view: SegmentView?, end: UInt64) {
        switch selection {
        case .destination(let name):
            checkFreshPosition(of: name)
            position = max(position, journal.catalog.forgotten[name] ?? 0)
            return journal.catalog.segment(for: name, from: position)
        case .received:
            return journal.catalog.segment(from: position)
        }
    }

    private func selects(_ header: RecordHeader, _ wanted: DestinationSet) -> Bool {
        switch selection {
        case .destination: header.destinations.contains(wanted)
        case .received(let time): time.contains(header.receivedAt)
        }
    }

    /// Where most records are passed over, a call is bounded by what it has read.
    private func hasScannedEnough(_ header: RecordHeader) -> Bool {
        guard case .received = selection else { return false }
        scannedBytes += header.recordSize
        return scannedBytes >= Self.maxScannedBytes
    }

    /// Reads until there is no room for more (false), or until the segment's end, which may be the journal's.
    private func read(
        maxEvents: Int,
        maxBytes: Int,
        _ events: inout [EventReference],
        _ bytes: inout Int
    ) throws(FileSystemError) -> Bool {
        guard let view = open?.view else { return true }
        let wanted = DestinationSet(index: view.index)
        while events.count < maxEvents {
            guard let step = try open?.cursor.next() else { return true }
            switch step {
            case .end:
                return leaveSegment()
            case .damage(let damage):
                if let file = open?.file { journal.damage.report(damage, in: view.firstSequence, file) }
                position = max(position, damage.sequences.upperBound)
            case .record(let header, let offset):
                guard selects(header, wanted), header.sequence >= position else {
                    position = max(position, header.sequence + 1)
                    if hasScannedEnough(header) { return false }
                    continue
                }
                if !events.isEmpty, bytes + header.payloadSize > maxBytes {
                    open?.cursor.stepBack(to: offset, sequence: header.sequence)
                    return false
                }
                if let event = event(header, at: offset, copies: view.isSparse || maxEvents == 1) {
                    bytes += header.payloadSize
                    events.append(event)
                } else if let open {
                    journal.damage.report(
                        open.cursor.damage(of: header, at: offset),
                        in: view.firstSequence,
                        open.file
                    )
                }
                position = header.sequence + 1
            }
        }
        return false
    }

    /// Nil where its seal does not hold.
    private func event(_ header: RecordHeader, at offset: Int, copies: Bool) -> EventReference? {
        guard var body = open?.cursor.body(of: header, at: offset) else { return nil }
        if copies { body = ArraySlice(Array(body)) }
        var destinations = header.destinations
        if let translation = open?.translation {
            destinations = []
            for (from, to) in translation where header.destinations.contains(from) { destinations.formUnion(to) }
        }
        return EventReference(RecordCodec.event(header, body: body, destinations: destinations))
    }

    /// At the end of what is durable. Returns whether to look for a next segment.
    private func leaveSegment() -> Bool {
        guard let cursor = open?.cursor, let view = open?.view else { return true }
        position = max(position, cursor.endSequence)
        if let extent = journal.catalog.extent(of: view) {
            if extent.endSequence > cursor.endSequence { return true }
            if !extent.isSealed { return false }
        }
        close()
        return true
    }

    private func close() {
        if let open, open.cursor.unreadable == .isDamage {
            failedReads[open.view.firstSequence] = nil
            lostBlocks[open.view.firstSequence] = open.cursor.lostBlocks
        }
        open?.file.close()
        open = nil
    }

    private func checkFreshPosition(of destination: String) {
        guard isFreshPosition else { return }
        isFreshPosition = false
        let end = journal.catalog.end
        let oldest = journal.catalog.oldest
        if position > end {
            journal.logger.warning(
                """
                A destination asked for events that the journal has not yet taken: has the journal's folder been \
                replaced? Reading goes on at the journal's end.
                """,
                metadata: positionMetadata(of: destination, goesOnAt: end)
            )
            position = end
        } else if position < oldest, position > 1 {
            journal.counters.countSkip()
            journal.logger.notice(
                "A destination asked for events older than the journal still has; reading goes on at the oldest.",
                metadata: positionMetadata(of: destination, goesOnAt: oldest)
            )
        }
    }

    private func positionMetadata(of destination: String, goesOnAt position: UInt64) -> Logger.Metadata {
        [
            "event": "journal.position", "destination": "\(destination)", "asked_for": "\(self.position)",
            "goes_on_at": "\(position)",
        ]
    }

    /// Where to start for `position`: at its record where that can be told, else at the segment's first.
    private func offset(
        of position: UInt64,
        in view: SegmentView,
        _ file: any File,
        _ recordGuard: RecordGuard
    ) -> (offset: Int, sequence: UInt64) {
        let start = (offset: view.dataOffset, sequence: view.firstSequence)
        guard position > view.firstSequence else { return start }
        guard let offset = view.isSealed ? indexedOffset(of: position, in: view) : view.offset else { return start }
        // An index that is damaged must not cost a record: it is believed only where the record itself agrees.
        guard let bytes = try? file.read(RecordHeader.size, at: offset),
            let header = bytes.withUnsafeBytes({ RecordHeader($0, at: 0, guardedBy: recordGuard) }),
            header.sequence == position
        else { return start }
        return (offset, position)
    }

    private func indexedOffset(of position: UInt64, in view: SegmentView) -> Int? {
        guard let file = try? journal.fileSystem.open(journal.files.index(view.firstSequence), .read) else {
            return nil
        }
        defer { file.close() }
        guard let index = try? SegmentIndex(from: file), let entry = try? index.entry(for: position, from: file) else {
            return nil
        }
        return (view.dataOffset..<view.dataEnd).contains(entry.offset) ? entry.offset : nil
    }

    private func translation(from names: [String]) -> [(from: DestinationSet, to: DestinationSet)]? {
        let today = journal.destinations
        if names == today { return nil }
        return names.enumerated().compactMap { index, name in
            today.firstIndex(of: name).map { (DestinationSet(index: index), DestinationSet(index: $0)) }
        }
    }
}
