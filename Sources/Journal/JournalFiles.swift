/// The names of the journal's files.
struct JournalFiles: Sendable {
    let directory: String

    var lock: String { "\(directory)/lock" }
    var damaged: String { "\(directory)/damaged" }
    var forgotten: String { "\(directory)/forgotten" }
    var newForgotten: String { forgotten + ".tmp" }

    func segment(_ firstSequence: UInt64) -> String { "\(directory)/\(Self.name(firstSequence)).segment" }
    func index(_ firstSequence: UInt64) -> String { "\(directory)/\(Self.name(firstSequence)).index" }
    func newIndex(_ firstSequence: UInt64) -> String { index(firstSequence) + ".tmp" }
    func newSegment(_ firstSequence: UInt64) -> String { segment(firstSequence) + ".tmp" }

    /// Twenty digits, so that names sort as numbers do.
    static func name(_ sequence: UInt64) -> String {
        let digits = String(sequence)
        return String(repeating: "0", count: 20 - digits.count) + digits
    }

    /// What is in the folder.
    struct Listing {
        var segments: [UInt64] = []
        var indexes: [UInt64] = []
        /// Indexes that were being written when the process ended.
        var unfinished: [UInt64] = []
        /// What compaction was about to put in the place of a segment.
        var compacted: [UInt64] = []
    }

    func listing(_ fileSystem: any FileSystem) throws(FileSystemError) -> Listing {
        var listing = Listing()
        for name in try fileSystem.list(directory) {
            guard name.utf8.count > 20, let sequence = UInt64(name.prefix(20)) else { continue }
            switch name.dropFirst(20) {
            case ".segment": listing.segments.append(sequence)
            case ".index": listing.indexes.append(sequence)
            case ".index.tmp": listing.unfinished.append(sequence)
            case ".segment.tmp": listing.compacted.append(sequence)
            default: continue
            }
        }
        listing.segments.sort()
        listing.indexes.sort()
        return listing
    }
}
