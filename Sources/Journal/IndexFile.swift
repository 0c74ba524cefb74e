internal import AtRest

/// Puts an index beside its segment.
enum IndexFile {
    /// Returns once the index is durable under its name.
    static func write(
        _ segment: Segment,
        _ entries: IndexEntries,
        _ journal: SegmentedJournal
    ) throws(FileSystemError) {
        let fileSystem = journal.fileSystem
        let newPath = journal.files.newIndex(segment.firstSequence)
        let bytes = try content(segment, entries, journal)
        try? fileSystem.remove(newPath)
        let file = try fileSystem.open(newPath, .create)
        defer { file.close() }
        do {
            try file.writeAll(bytes, at: 0)
            try file.synchronize()
        } catch {
            // Best effort, for the sake of a full disk; the next start removes what is left.
            try? fileSystem.remove(newPath)
            throw error
        }
        try fileSystem.rename(newPath, to: journal.files.index(segment.firstSequence))
        try fileSystem.syncDirectory(journal.files.directory)
    }

    private static func content(
        _ segment: Segment,
        _ entries: IndexEntries,
        _ journal: SegmentedJournal
    ) throws(FileSystemError) -> [UInt8] {
        let key = try journal.keys(of: segment.header)?.index
        var nonces = NonceSequence(high: journal.random(), low: journal.random())
        do throws(SealFailure) {
            return try SegmentIndex.encoded(segment, entries, key, &nonces)
        } catch {
            throw FileSystemError("encrypt", journal.files.index(segment.firstSequence), code: FileSystemError.io)
        }
    }
}
