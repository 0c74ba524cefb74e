internal import Logging
internal import RouterCore

/// The file `forgotten`: up to where destinations that a person gave up need nothing, though other destinations may
/// still hold the segments. An entry is of use for as long as a segment below it is there.
///
///     prologue · number of entries · per entry: name and position · CRC32C of all before
struct ForgottenDestinations {
    private static let prologue = FilePrologue(magic: "DSTRFRGT", currentVersion: 1)
    private static let maxSize = 4 << 20

    /// By name: nobody asks for anything below.
    var positions: [String: UInt64] = [:]

    init() {}

    /// Reads the file. What cannot be read is as if it had not been forgotten, which loses nothing.
    init(_ journal: SegmentedJournal) throws(JournalFailure) {
        let path = journal.files.forgotten
        do {
            positions = try Self.read(path, journal.fileSystem)
        } catch FormatError.newerVersion(let version) {
            throw .failed(
                reason:
                    "\(path) was written by a newer version of Distributary: its format is \(version). Run that one."
            )
        } catch let error as FileSystemError where error.isMissing {
            return
        } catch {
            journal.logger.warning(
                "\(path) cannot be read (\(error)): destinations that were forgotten may be named again.",
                metadata: ["event": "journal.damaged"]
            )
        }
    }

    private static func read(_ path: String, _ fileSystem: any FileSystem) throws -> [String: UInt64] {
        let file = try fileSystem.open(path, .read)
        defer { file.close() }
        let bytes = try file.read(maxSize, at: 0)
        guard bytes.count > 4 else { throw FormatError.damaged }
        var checksum = ByteReader(bytes.suffix(4))
        guard try checksum.integer(UInt32.self) == CRC32C.checksum(bytes.dropLast(4)) else { throw FormatError.damaged }
        var reader = ByteReader(bytes.dropLast(4))
        _ = try prologue.check(&reader)
        var positions: [String: UInt64] = [:]
        for _ in 0..<(try reader.integer(UInt32.self)) {
            let name = try reader.string()
            positions[name] = try reader.integer(UInt64.self)
        }
        return positions
    }

    /// Those that still make a difference where nothing below `oldest` is left.
    func without(below oldest: UInt64) -> ForgottenDestinations {
        var rest = self
        rest.positions = positions.filter { $0.value > oldest }
        return rest
    }

    /// Returns once this is what a restart will read.
    func write(_ journal: SegmentedJournal) throws(FileSystemError) {
        var bytes = Self.prologue.encoded(version: 1)
        bytes.append(littleEndian: UInt32(positions.count))
        for (name, position) in positions.sorted(by: { $0.key < $1.key }) {
            bytes.append(counted: name)
            bytes.append(littleEndian: position)
        }
        bytes.append(littleEndian: CRC32C.checksum(bytes[...]))
        let fileSystem = journal.fileSystem
        let newPath = journal.files.newForgotten
        try? fileSystem.remove(newPath)
        let file = try fileSystem.open(newPath, .create)
        defer { file.close() }
        try file.writeAll(bytes, at: 0)
        try file.synchronize()
        try fileSystem.rename(newPath, to: journal.files.forgotten)
        try fileSystem.syncDirectory(journal.files.directory)
    }
}
