internal import Logging
import Synchronization

/// Sets damaged bytes aside, counts the records that are lost with them, and says so, once for each however many
/// readers meet it.
final class DamageLog: Sendable {
    private struct State {
        var sequences = RangeSet<UInt64>()
        /// Nil until the folder has been looked at.
        var setAsideBytes: Int?
    }

    private let fileSystem: any FileSystem
    private let files: JournalFiles
    /// The most bytes that are kept in the folder.
    private let maxBytes: Int
    private let logger: Logger
    private let state = Mutex(State())
    /// Apart from the rest, which is locked while the disk is written to.
    private let records = Atomic(0)

    init(fileSystem: any FileSystem, files: JournalFiles, maxBytes: Int, logger: Logger) {
        self.fileSystem = fileSystem
        self.files = files
        self.maxBytes = maxBytes
        self.logger = logger
    }

    /// Records found damaged since the journal was opened.
    var count: Int { records.load(ordering: .relaxed) }

    func report(_ damage: RecordCursor.Damage, in segment: UInt64, _ file: any File) {
        state.withLock { state in
            let known = state.sequences.intersection(RangeSet(damage.sequences))
            let new = size(RangeSet(damage.sequences)) - size(known)
            guard new > 0 else { return }
            state.sequences.insert(contentsOf: damage.sequences)
            records.add(new, ordering: .relaxed)
            let name = "\(JournalFiles.name(segment))-\(damage.range.lowerBound).record"
            let outcome = setAside(damage.range, of: file, as: name, &state)
            logger.error(
                """
                \(new) records of the journal are damaged and cannot be delivered; reading goes on behind them. \
                If the power has just failed, these may be events that were never acknowledged. \(outcome)
                """,
                metadata: [
                    "event": "journal.damaged", "segment": "\(files.segment(segment))",
                    "offset": "\(damage.range.lowerBound)", "bytes": "\(damage.range.count)", "records": "\(new)",
                ]
            )
        }
    }

    /// Moves a segment that cannot be made sense of out of the way.
    func setAside(segment: UInt64) throws(FileSystemError) {
        try fileSystem.createDirectory(files.damaged)
        let target = "\(files.damaged)/\(JournalFiles.name(segment)).segment"
        try fileSystem.rename(files.segment(segment), to: target)
        try fileSystem.syncDirectory(files.damaged)
        try fileSystem.syncDirectory(files.directory)
        records.add(1, ordering: .relaxed)
        logger.error(
            "Both headers of a segment of the journal are damaged, so that none of its records can be read.",
            metadata: ["event": "journal.damaged", "segment": "\(files.segment(segment))", "moved_to": "\(target)"]
        )
    }

    private func size(_ sequences: RangeSet<UInt64>) -> Int {
        sequences.ranges.reduce(0) { $0 + $1.count }
    }

    /// Copies the bytes into the folder and says in words what came of it.
    private func setAside(_ range: Range<Int>, of file: any File, as name: String, _ state: inout State) -> String {
        let path = "\(files.damaged)/\(name)"
        do {
            if state.setAsideBytes == nil { state.setAsideBytes = try sizeOfFolder() }
            guard let used = state.setAsideBytes, used + range.count <= maxBytes else {
                return "Their bytes were not set aside: \(files.damaged) already holds its limit of \(maxBytes) bytes."
            }
            if try fileSystem.list(files.damaged).contains(name) { return "Their bytes are in \(path)." }
            let bytes = try file.readTolerantly(range.count, at: range.lowerBound).bytes
            let copy = try fileSystem.open(path, .create)
            defer { copy.close() }
            try copy.writeAll(bytes, at: 0)
            try copy.synchronize()
            try fileSystem.syncDirectory(files.damaged)
            state.setAsideBytes = used + range.count
            return "Their bytes are in \(path)."
        } catch {
            return "Their bytes could not be set aside: \(error)."
        }
    }

    private func sizeOfFolder() throws(FileSystemError) -> Int {
        try fileSystem.createDirectory(files.damaged)
        try fileSystem.syncDirectory(files.directory)
        var size = 0
        for name in try fileSystem.list(files.damaged) where name.hasSuffix(".record") {
            let file = try fileSystem.open("\(files.damaged)/\(name)", .read)
            defer { file.close() }
            size += try file.size()
        }
        return size
    }
}
