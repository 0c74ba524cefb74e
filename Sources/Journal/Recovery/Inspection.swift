internal import AtRest
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
    /// What compaction was about to put in the place of a segment, complete or not.
    private(set) var compacted: [UInt64] = []

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
            compacted = listing.compacted
            useless += listing.unfinished.map { journal.files.newIndex($0) }
            try requireKeys(journal)
        } catch let failure as JournalFailure {
            throw failure
        } catch {
            throw .failed(reason: "The journal cannot be opened: \(error).")
        }
    }

    /// The keys that files are encrypted with, and the first file of each.
    private func keyUsers(_ files: JournalFiles) -> [KeyID: (first: String, count: Int)] {
        var users: [KeyID: (first: String, count: Int)] = [:]
        func add(_ header: SegmentHeader?, _ path: String) {
            guard let id = header?.encryption?.keyID else { return }
            users[id, default: (path, 0)].count += 1
        }
        for found in segments {
            add(found.header ?? found.index?.segment.header, files.segment(found.firstSequence))
        }
        for orphan in orphans { add(orphan.segment.header, files.index(orphan.segment.firstSequence)) }
        return users
    }

    /// The keys that must be listed for this folder to be opened.
    func keysInUse(_ files: JournalFiles) -> Set<KeyID> { Set(keyUsers(files).keys) }

    private func requireKeys(_ journal: SegmentedJournal) throws(JournalFailure) {
        let missing = keyUsers(journal.files).filter { journal.keys[$0.key] == nil }.sorted { $0.key < $1.key }
        if missing.isEmpty { return }
        let wanted = missing.map { id, users in
            "the key \(id), for \(users.first)" + (users.count > 1 ? " and \(users.count - 1) more files" : "")
        }
        let listed = journal.keys.ids.map(\.description)
        throw .missingKey(
            reason: """
                The journal is encrypted with a key that journal.encryption_key does not list: \
                \(wanted.joined(separator: "; ")). \
                Listed: \(listed.isEmpty ? "none" : listed.joined(separator: ", ")). \
                Add the key to the list; the first key of the list writes, all of them read. Nothing has been changed.
                """
        )
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
                \(path) was written by a newer version of Distributary: this one does not know its format \(version). \
                Nothing has been changed. Run the newer version, or use another data folder.
                """
        )
    }
}
