package import AtRest
import Foundation
internal import Logging
package import RouterCore
import Synchronization

/// What the writer and the readers of one journal have in common, and what can be asked of it from any thread.
package final class SegmentedJournal: Sendable {
    let fileSystem: any FileSystem
    let files: JournalFiles
    let catalog: SegmentCatalog
    let keys: KeyRing
    let versions: VersionIndex
    /// Held while a compacted segment takes the place of the old one, and while a reader looks up a segment and opens it.
    let swaps = NSLock()
    let counters = JournalCounters()
    let damage: DamageLog
    let logger: Logger
    /// How long released segments are kept, in milliseconds.
    let random: @Sendable () -> UInt64
    let keepMilliseconds: Atomic<Int64>
    private let maxReserve: Int
    private let maxSize: Int
    /// More than anybody drains from one maintenance to the next.
    private static let ampleRoom = 4 << 30
    /// What a segment has room for on the smallest disk.
    private static let minSegmentSize = 512 << 10
    /// What the file of that name says; the lock is held while it is written.
    private let forgotten = Mutex(ForgottenDestinations())

    init(
        _ configuration: JournalConfiguration,
        _ fileSystem: any FileSystem,
        _ environment: JournalEnvironment,
        _ logger: Logger
    ) {
        self.fileSystem = fileSystem
        self.logger = logger
        random = environment.random
        files = JournalFiles(directory: configuration.directory)
        catalog = SegmentCatalog(destinations: configuration.destinations)
        keepMilliseconds = Atomic(configuration.keep.milliseconds)
        maxReserve = configuration.reserve
        maxSize = configuration.maxSize
        keys = configuration.keys
        versions = VersionIndex(maxKeys: configuration.maxVersionKeys, multiplier: environment.random())
        versions.setLatest(configuration.latestDestinations.intersection(configuration.destinations))
        damage = DamageLog(
            fileSystem: fileSystem,
            files: files,
            maxBytes: configuration.maxDamagedSize,
            logger: logger
        )
    }

    /// The sequence that the next event will get; everything below it is durable.
    package var end: UInt64 { catalog.end }

    /// Today's table: bit n of what is appended from now on stands for its n-th name.
    package var destinations: [String] { catalog.destinations }

    /// Changes the table, which must keep the place of every name that bits in hand may stand for: names are added at
    /// its end. Its first record begins a new segment.
    package func use(destinations: [String]) throws(JournalFailure) {
        try JournalConfiguration.check(destinations)
        catalog.destinations = destinations
    }

    /// The room on the disk and what of it appends leave free, in bytes; nil where that cannot be told.
    var disk: (space: DiskSpace, reserve: Int)? {
        fileSystem.space(of: files.directory).map { ($0, min(maxReserve, $0.total / 10)) }
    }

    /// The size of a segment, in bytes. On a small disk it is a small part of it: what ends one (its index, and the header
    /// of the next) must find room in the reserve, and room is given back in whole segments.
    func segmentSize(_ configuration: JournalConfiguration) -> Int {
        let size = configuration.effectiveSegmentSize
        return disk.map { min(size, max(Self.minSegmentSize, $0.space.total / 16)) } ?? size
    }

    /// Bytes that copies of events may take: half of the reserve is kept for what frees room, progress.
    var roomForCopies: Int {
        disk.map { max(0, $0.space.free - $0.reserve / 2) } ?? .max
    }

    /// Whether nobody would miss the room that released segments take for some seconds, be it for appends or for the
    /// progress of destinations.
    var hasAmpleRoom: Bool {
        guard maxSize - catalog.size >= Self.ampleRoom, let disk else { return false }
        return disk.space.free - disk.reserve >= Self.ampleRoom
    }

    /// Why appends fail at the moment; nil where they do not.
    package var failure: JournalFailure? { catalog.failure }

    /// The destinations for which some segment still holds events that they have not released, configured or not.
    package var waitingDestinations: Set<String> { catalog.waitingDestinations }

    /// The keys that files were encrypted with when the journal was opened.
    package var keysFound: Set<KeyID> { catalog.keysFound }

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
        SegmentReader(self, .destination(destination), position: position)
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
            let entries = try SegmentIndex(from: file).entries(from: file, nil)
            pending.add(entries.totals(index, from: position))
        } catch {
            pending.add(totals)
        }
        return pending
    }

    /// Says for good that nobody will ask for what is there for `destination` now: what a later reader of that name
    /// is given begins here, also after a restart. Blocks on disk. Returns whether a segment may have become free.
    package func forget(_ destination: String) throws(JournalFailure) -> Bool {
        try forgotten.withLock { (names) throws(JournalFailure) in
            var next = names.without(below: catalog.oldest)
            next.positions[destination] = catalog.end
            do {
                try next.write(self)
            } catch {
                throw .failed(reason: "The journal \(error); '\(destination)' is not forgotten.")
            }
            names = next
            catalog.forgotten = next.positions
        }
        return catalog.release(destination, upTo: catalog.end)
    }

    /// What was forgotten by an earlier process counts again. To be called before anything is read.
    func restoreForgotten() throws(JournalFailure) {
        let restored = try ForgottenDestinations(self)
        forgotten.withLock { $0 = restored }
        catalog.forgotten = restored.positions
        for (name, position) in restored.positions { _ = catalog.release(name, upTo: position) }
    }

    /// The keys of an encrypted segment; nil where it is in the clear.
    func keys(of header: SegmentHeader) throws(FileSystemError) -> SegmentKeys? {
        guard let reference = header.encryption else { return nil }
        if let keys = SegmentKeys(header, reference, keys) { return keys }
        throw FileSystemError("decrypt", files.segment(header.firstSequence), code: FileSystemError.noKey)
    }

    func recordGuard(_ header: SegmentHeader) throws(FileSystemError) -> RecordGuard {
        RecordGuard(salt: header.salt, key: try keys(of: header)?.records)
    }

    /// The sequences of those versions that a newer one supersedes for `destination`.
    package func superseded(_ versions: [EventVersion], for destination: String) -> Set<UInt64> {
        self.versions.superseded(versions, for: destination)
    }

    /// Whether the record of `sequence` was dropped by compaction. An index that cannot be read knows of none.
    package func isCompacted(_ sequence: UInt64) -> Bool {
        guard let segment = catalog.segment(holding: sequence), segment.droppedCount > 0,
            let file = try? fileSystem.open(files.index(segment.firstSequence), .read)
        else { return false }
        defer { file.close() }
        guard let index = try? SegmentIndex(from: file) else { return false }
        if let entry = try? index.entry(for: sequence, from: file) { return entry.isDropped }
        // Where records of the segment were damaged, entries do not stand where one would look first.
        guard let entries = try? index.entries(from: file, nil) else { return false }
        let position = entries.position(of: sequence)
        return position < entries.count && entries[position].sequence == sequence && entries[position].isDropped
    }

    /// Returns whether a segment may have become free by it.
    package func release(_ destination: String, upTo position: UInt64) -> Bool {
        catalog.release(destination, upTo: position)
    }

    /// Whether `destination` would need nothing more of some segment that is complete, if it released up to `position`.
    package func frees(_ destination: String, upTo position: UInt64) -> Bool {
        catalog.frees(destination, upTo: position)
    }
}
