package import RouterCore

extension SegmentedJournal: EventArchive {
    /// How much earlier than the one before it an event may have been received: requests overtake each other on their
    /// way to the disk, and clocks are set.
    private static let disorder: Int64 = 600_000

    package var oldest: UInt64 { catalog.oldest }

    package func span(from: Int64, to: Int64) -> ArchiveSpan {
        let (segments, newestBegan) = catalog.all
        let full = segments.filter { !$0.isEmpty }
        var end = catalog.end
        let start = full.first { $0.newestReceivedAt >= from }?.firstSequence ?? end
        for segment in full.reversed() where segment.firstSequence >= start {
            guard let began = firstReceivedAt(segment, newestBegan), began - Self.disorder >= to else { break }
            end = segment.firstSequence
        }
        return ArchiveSpan(
            sequences: min(start, end)..<end,
            reachesBackTo: full.first.flatMap { firstReceivedAt($0, newestBegan) },
            hasLost: catalog.oldest > 1
        )
    }

    package func archiveReader(from position: UInt64, received: Range<Int64>) -> any JournalReader {
        SegmentReader(self, .received(received), position: position)
    }

    package func hold(_ sequences: Range<UInt64>?, for holder: String) {
        catalog.hold(sequences, for: holder)
    }

    /// Nil where the index cannot be read: the segment may hold anything, and is looked through.
    private func firstReceivedAt(_ segment: Segment, _ newestBegan: Int64?) -> Int64? {
        if !segment.isSealed { return newestBegan }
        guard let file = try? fileSystem.open(files.index(segment.firstSequence), .read) else { return nil }
        defer { file.close() }
        return (try? SegmentIndex(from: file).entry(for: segment.firstSequence, from: file))?.receivedAt
    }
}
