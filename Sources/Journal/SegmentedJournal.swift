internal import Logging
package import RouterCore

/// What the writer and the readers of one journal have in common, and what can be asked of it from any thread.
package final class SegmentedJournal: Sendable {
    let fileSystem: any FileSystem
    let files: JournalFiles
    /// Today's table.
    let destinations: [String]
    let catalog = SegmentCatalog()
    let counters = JournalCounters()
    let damage: DamageLog
    let logger: Logger

    init(_ configuration: JournalConfiguration, _ fileSystem: any FileSystem, _ logger: Logger) {
        self.fileSystem = fileSystem
        self.logger = logger
        files = JournalFiles(directory: configuration.directory)
        destinations = configuration.destinations
        damage = DamageLog(
            fileSystem: fileSystem,
            files: files,
            maxBytes: configuration.maxDamagedSize,
            logger: logger
        )
    }

    /// The sequence that the next event will get; everything below it is durable.
    package var end: UInt64 { catalog.end }

    /// Why appends fail at the moment; nil where they do not.
    package var failure: JournalFailure? { catalog.failure }

    /// The destinations for which some segment still holds events that they have not released, configured or not.
    package var waitingDestinations: Set<String> { catalog.waitingDestinations }

    package var statistics: JournalStatistics {
        var statistics = counters.statistics
        statistics.segments = catalog.segmentCount
        statistics.bytes = catalog.size
        statistics.oldest = catalog.oldest
        statistics.end = catalog.end
        statistics.damaged = damage.count
        return statistics
    }

    /// A reader of the events that name `destination`, starting at `position`.
    package func reader(for destination: String, from position: UInt64) -> any JournalReader {
        SegmentReader(self, destination: destination, position: position)
    }

    /// What waits for `destination` from `position` on. Where the index of the segment that holds the position cannot
    /// be read, all that the segment has for the destination counts.
    package func pending(
        for destination: String,
        from position: UInt64
    ) throws(JournalFailure) -> PendingEvents {
        var (pending, partial) = catalog.pending(for: destination, from: position)
        guard let partial, let (index, totals) = partial.totals(for: destination) else { return pending }
        do {
            let file = try fileSystem.open(files.index(partial.firstSequence), .read)
            defer { file.close() }
            let entries = try SegmentIndex(from: file).entries(from: file)
            pending.add(entries.totals(index, from: position))
        } catch {
            pending.add(totals)
        }
        return pending
    }

    /// Returns whether a segment may have become free by it.
    package func release(_ destination: String, upTo position: UInt64) -> Bool {
        catalog.release(destination, upTo: position)
    }
}
