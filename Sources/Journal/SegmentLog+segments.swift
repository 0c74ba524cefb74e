internal import AtRest
internal import RouterCore

/// How segments begin and end.
extension SegmentLog {
    /// Makes sure that there is a segment with today's table which takes `size` bytes more.
    func prepareSegment(adding size: Int) throws(FileSystemError) {
        let destinations = journal.destinations
        if let segment = active {
            let isFull =
                segment.records > 0
                && (segment.dataEnd + size > segmentSize || segment.records >= JournalConfiguration.maxSegmentRecords)
            if !isFull && !segment.isClosed && segment.header.destinations == destinations { return }
            try finish(active: &active)
        }
        try startSegment(destinations)
    }

    /// Seals a segment, or removes it where nothing is in it: the next one will have its name.
    func finish(active: inout ActiveSegment?) throws(FileSystemError) {
        guard let segment = active else { return }
        if segment.records > 0 {
            try cutFilled(segment)
            guard let (description, entries) = journal.catalog.last() else { return }
            try IndexFile.write(description, entries, journal)
            journal.catalog.sealLast()
        } else {
            try journal.fileSystem.remove(journal.files.segment(segment.header.firstSequence))
            journal.catalog.removeLast()
        }
        segment.file.close()
        active = nil
    }

    func startSegment(_ destinations: [String]) throws(FileSystemError) {
        let header = SegmentHeader(journal.end, destinations, configuration.keys, environment)
        let recordGuard = try journal.recordGuard(header)
        let path = journal.files.segment(header.firstSequence)
        let file = try create(path)
        let bytes = header.encoded()
        do {
            try file.writeAll(bytes, at: 0)
            try file.synchronize()
            try journal.fileSystem.syncDirectory(journal.files.directory)
        } catch {
            file.close()
            // Best effort: the next try and recovery remove what is left.
            try? journal.fileSystem.remove(path)
            throw error
        }
        active = ActiveSegment(
            file: file,
            header: header,
            recordGuard: recordGuard,
            dataOffset: bytes.count,
            dataEnd: bytes.count,
            filledEnd: bytes.count,
            records: 0
        )
        journal.catalog.add(Segment(header: header, dataOffset: bytes.count))
    }

    private func create(_ path: String) throws(FileSystemError) -> any File {
        do {
            return try journal.fileSystem.open(path, .create)
        } catch let error where error.isTaken {
            // Left by a try that failed: nothing durable has the sequence that names it.
            try journal.fileSystem.remove(path)
            return try journal.fileSystem.open(path, .create)
        } catch {
            throw error
        }
    }

    /// Replaces the file that failed by a new handle on its durable part, checked and with nothing behind it.
    func reopen(_ broken: ActiveSegment) throws(FileSystemError) {
        broken.file.close()
        let file = try journal.fileSystem.open(journal.files.segment(broken.header.firstSequence), .write)
        var cursor = RecordCursor(
            file,
            guardedBy: broken.recordGuard,
            from: broken.dataOffset,
            sequence: broken.header.firstSequence,
            limit: broken.dataEnd,
            endSequence: journal.end
        )
        cursor.unreadable = .isDamage
        reading: while true {
            switch try cursor.next() {
            case .record: continue
            case .damage(let damage): journal.damage.report(damage, in: broken.header.firstSequence, file)
            case .end: break reading
            }
        }
        try file.truncate(to: broken.dataEnd)
        try file.synchronize()
        active = ActiveSegment(
            file: file,
            header: broken.header,
            recordGuard: broken.recordGuard,
            dataOffset: broken.dataOffset,
            dataEnd: broken.dataEnd,
            filledEnd: broken.dataEnd,
            records: broken.records,
            isClosed: true
        )
    }
}
