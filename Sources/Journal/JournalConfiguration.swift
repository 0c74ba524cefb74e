package import AtRest
internal import RouterCore

/// How a journal is opened. The limits are in bytes.
package struct JournalConfiguration: Sendable {
    /// Segments larger than this are not made, whatever the configuration says: offsets are kept in 32 bits.
    package static let maxSegmentSize = 1 << 30
    /// A segment ends after this many records at the latest, which bounds the memory that its index takes until then.
    package static let maxSegmentRecords = 500_000

    /// The journal's folder, usually `data/journal`; created where it is missing.
    package var directory: String
    /// The names of the destinations: bit n of a `DestinationSet` is the n-th of them. At most 64, of at most 255 bytes.
    package var destinations: [String]
    /// Those of them that want only the latest version of a thing: what newer versions supersede for all who still need
    /// it is dropped by compaction.
    package var latestDestinations: Set<String> = []
    /// The most things of which the newest version is known, at about 52 bytes of memory each; beyond it older versions
    /// of some are sent although they need not be.
    package var maxVersionKeys = 1 << 18
    /// A segment ends where the next commit would make it larger than this.
    package var segmentSize = 64 << 20
    /// How long delivered segments are kept for replay; they go earlier where `maxSize` needs the room.
    package var keep = Duration.zero
    /// The most bytes that all segments may have together; beyond it appends fail with `.full`.
    package var maxSize = 10 << 30
    /// Bytes that appends leave free on the disk, for the progress of destinations; at most a tenth of the disk.
    package var reserve = 256 << 20
    /// How long an identity is remembered; zero turns deduplication off.
    package var deduplicateFor = Duration.seconds(24 * 3600)
    /// The most identities that are remembered, at 32 bytes of memory each; beyond it the oldest are forgotten early.
    package var maxDeduplicationEntries = 1_000_000
    /// The most bytes of events that may wait for the disk; beyond it appends fail with `.full` at once.
    package var maxQueuedSize = 64 << 20
    /// A commit takes no more of the queue than this, but at least one append.
    package var maxCommitSize = 8 << 20
    /// What segments are sealed under, and what else can be read.
    package var keys = KeyRing.none
    /// The most bytes of damaged records that are kept in the folder `damaged`.
    package var maxDamagedSize = 64 << 20

    package init(directory: String, destinations: [String]) {
        self.directory = directory
        self.destinations = destinations
    }

    /// Fails where no journal can be opened with these values.
    func check() throws(JournalFailure) {
        try Self.check(destinations)
    }

    /// Fails for a table that no journal can have.
    static func check(_ destinations: [String]) throws(JournalFailure) {
        if destinations.count > DestinationSet.capacity {
            throw .failed(
                reason: "\(destinations.count) destinations are more than the \(DestinationSet.capacity) possible."
            )
        }
        if Set(destinations).count < destinations.count {
            throw .failed(reason: "Two destinations have the same name.")
        }
        if let name = destinations.first(where: { $0.utf8.count > 255 }) {
            throw .failed(reason: "The name of the destination \(name.prefix(32))… is longer than 255 bytes.")
        }
    }

    /// `segmentSize`, made small enough that the whole can turn over within `maxSize`: the newest segment is never
    /// deleted, and must not be what fills the journal.
    var effectiveSegmentSize: Int { min(segmentSize, Self.maxSegmentSize, max(maxSize / 4, 1)) }

    /// `deduplicateFor` in the resolution of the window, rounded up.
    var deduplicationSeconds: Int64 { (deduplicateFor.milliseconds + 999) / 1000 }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
