internal import Logging
internal import RouterCore

/// The one place where it is decided what the journal may still take: by `max_size`, and by the room on the disk that
/// is reserved for the progress of destinations. Without that room they could not write down what they have
/// delivered, nothing would be deleted, and the disk would stay full.
///
/// Once a limit has been met nothing is taken until there is room worth the name, so that at the edge intake does not
/// open and close with every event. It is said once when a limit is met, and once when there is room again.
struct Capacity {
    enum Limit {
        case size
        case disk
    }

    /// What may be added, in bytes, and what bounds it.
    struct Room {
        let bytes: Int
        let limit: Limit
    }

    private let journal: SegmentedJournal
    private let maxSize: Int
    /// What is written next may need a segment of its own.
    private let segmentSize: Int
    private let maxReserve: Int
    private var met: Limit?
    /// A write has found no room where there was said to be some (a quota, or somebody else who was faster): the next
    /// append tries.
    private var hasWriteFailed = false

    init(_ journal: SegmentedJournal, _ configuration: JournalConfiguration) {
        self.journal = journal
        maxSize = configuration.maxSize
        segmentSize = journal.segmentSize(configuration)
        maxReserve = configuration.reserve
    }

    /// Room below which nothing is taken any more once something has been refused; nil while nothing has.
    var wanted: Int? { met.map { margin($0) } }

    /// Measures, and opens the journal again where there is room. `filledSize` bytes are in files already, and free.
    mutating func room(besides filledSize: Int) -> Room {
        let room = measure(filledSize)
        guard met != nil else { return room }
        if room.bytes < margin(room.limit) { return Room(bytes: 0, limit: room.limit) }
        if hasWriteFailed {
            journal.catalog.shortage = nil
        } else {
            open()
        }
        return room
    }

    /// Something did not find room.
    mutating func refused(in room: Room) {
        // Where there is room for most, one that is unusually large does not close the journal.
        if room.bytes < margin(room.limit) { close(room.limit, room.failure) }
    }

    /// A write has failed for want of room.
    mutating func writeFailed(_ error: FileSystemError) -> JournalFailure {
        hasWriteFailed = true
        let failure = JournalFailure.diskFull(
            reason: "The journal \(error). Events are refused until there is room on the disk."
        )
        close(.disk, failure)
        return failure
    }

    /// A commit has gone well.
    mutating func committed() {
        guard hasWriteFailed else { return }
        hasWriteFailed = false
        open()
    }

    private func measure(_ filledSize: Int) -> Room {
        let header = SegmentHeader.size(destinations: journal.destinations, journal.keys)
        let size = Room(bytes: maxSize - header - journal.catalog.size, limit: .size)
        guard let (space, reserve) = journal.disk else { return size }
        let disk = space.free + filledSize - header - reserve
        return size.bytes <= disk ? size : Room(bytes: disk, limit: .disk)
    }

    private func margin(_ limit: Limit) -> Int {
        switch limit {
        case .size: segmentSize
        case .disk: min(segmentSize, (journal.disk?.reserve ?? maxReserve) / 4)
        }
    }

    private mutating func close(_ limit: Limit, _ failure: JournalFailure) {
        journal.catalog.shortage = failure
        if met == limit { return }
        met = limit
        journal.logger.error(
            "\(failure.reason)",
            metadata: [
                "event": limit == .size ? "journal.full" : "disk.full", "directory": "\(journal.files.directory)",
                "bytes": "\(journal.catalog.size)", "max_size": "\(maxSize)",
            ]
        )
    }

    private mutating func open() {
        guard let limit = met else { return }
        met = nil
        journal.catalog.shortage = nil
        journal.logger.notice(
            "There is room in the journal again: events are taken.",
            metadata: [
                "event": limit == .size ? "journal.ok" : "disk.ok", "directory": "\(journal.files.directory)",
                "bytes": "\(journal.catalog.size)",
            ]
        )
    }
}

extension Capacity.Room {
    /// What is said to whom it is too small.
    var failure: JournalFailure {
        switch limit {
        case .size:
            .full(reason: "The journal has reached journal.max_size; events are refused until some are delivered.")
        case .disk:
            .diskFull(
                reason: """
                    The disk of the journal has no room left but what journal.reserve keeps for the progress of \
                    destinations; events are refused until there is more.
                    """
            )
        }
    }
}
