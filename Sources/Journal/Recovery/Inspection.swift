internal import RouterCore

/// What the headers of a folder's files say, read before anything is changed.
struct Inspection {
    struct Found {
        let firstSequence: UInt64
        /// Nil where both copies are damaged.
        let header: SegmentHeader?
        let dataOffset: Int
        let fileSize: Int
        /// Nil where there is no usable one.
        let index: SegmentIndex?
    }

    /// The segments that are there.
    private(set) var segments: [Found] = []
    /// Indexes whose segment is gone.
    private(set) var orphans: [SegmentIndex] = []
    /// Files that are of no use: indexes that were never finished, and damaged ones without a segment.
    private(set) var useless: [String] = []

    init(_ journal: SegmentedJournal) throws(JournalFailure) {
        do {
            let listing = try journal.files.listing(journal.fileSystem)
            var indexes: [UInt64: SegmentIndex] = [:]
            for first in listing.indexes { indexes[first] = try Self.index(first, journal) }
            for first in listing.segments {
                segments.append(try Self.segment(first, index: indexes[first], journal))
            }
            let present = Set(listing.segments)
            for first in listing.indexes where !present.contains(first) {
                if let index = indexes[first] {
                    orphans.append(index)
                } else {
                    useless.append(journal.files.index(first))
                }
            }
            useless += listing.unfinished.map { journal.files.newIndex($0) }
        } catch let failure as JournalFailure {
            throw failure
        } catch {
            throw .failed(reason: "The journal cannot be opened: \(error).")
        }
    }

    private static func index(_ first: UInt64, _ journal: SegmentedJournal) throws -> SegmentIndex? {
        let path = journal.files.index(first)
        let file = try journal.fileSystem.open(path, .read)
        defer { file.close() }
        do {
            let index = try SegmentIndex(from: file)
            return index.segment.firstSequence == first ? index : nil
        } catch FormatError.damaged {
            return nil
        } catch FormatError.newerVersion(let version) {
            throw newer(version, path)
        }
    }

    private static func segment(
        _ first: UInt64,
        index: SegmentIndex?,
        _ journal: SegmentedJournal
    ) throws -> Found {
        let path = journal.files.segment(first)
        let file = try journal.fileSystem.open(path, .read)
        defer { file.close() }
        let fileSize = try file.size()
        do {
            let (header, dataOffset) = try SegmentHeader.read(from: file)
            if header.firstSequence == first {
                let matching = index?.segment.header == header ? index : nil
                return Found(
                    firstSequence: first,
                    header: header,
                    dataOffset: dataOffset,
                    fileSize: fileSize,
                    index: matching
                )
            }
        } catch FormatError.newerVersion(let version) {
            throw newer(version, path)
        } catch FormatError.damaged {
            // The index, where there is one, repeats what the header says.
        }
        return Found(firstSequence: first, header: nil, dataOffset: 0, fileSize: fileSize, index: index)
    }

    private static func newer(_ version: UInt32, _ path: String) -> JournalFailure {
        .failed(
            reason: """
                \(path) was written by a newer version of Distributary: its format is \(version), and this one knows \
                \(FilePrologue.currentVersion). Nothing has been changed. Run the newer version, or use another data \
                folder.
                """
        )
    }
}
