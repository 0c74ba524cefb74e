import FaultyDisk
import Journal
import RouterCore

extension JournalModel {
    /// Damages a record, a header or an index on the disk, in a way that the journal must survive.
    mutating func damage() {
        let segments = fileSystem.paths.filter { $0.hasSuffix(".segment") && !$0.contains("/damaged/") }
        let indexes = fileSystem.paths.filter { $0.hasSuffix(".index") }
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            if let path = segments.randomElement(using: &random) { damageHeader(of: path) }
        case 1:
            if let path = indexes.randomElement(using: &random) { damageIndex(path) }
        default:
            if let path = segments.randomElement(using: &random) {
                damageRecord(in: path, isNewest: path == segments.last)
            }
        }
    }

    /// One of the two copies.
    private mutating func damageHeader(of path: String) {
        guard let node = fileSystem.node(path), node.cached.count >= 8192 else { return }
        node.flip(1 << UInt8.random(in: 0..<8, using: &random), at: Int.random(in: 0..<60, using: &random))
    }

    private mutating func damageIndex(_ path: String) {
        guard let node = fileSystem.node(path), let first = UInt64(path.dropFirst(Self.directory.count + 1).prefix(20))
        else { return }
        hasDamagedIndex = true
        // What an index alone knows is forgotten with it.
        for sequence in sequences where sequence >= first {
            if let known = known[sequence] { forgottenIdentities.insert(known.event.id) }
        }
        if Bool.random(using: &random) {
            try? fileSystem.remove(path)
            try? fileSystem.syncDirectory(Self.directory)
        } else {
            let position = Int.random(in: 0..<node.cached.count, using: &random)
            node.flip(1 << UInt8.random(in: 0..<8, using: &random), at: position)
        }
    }

    /// A bit of a record, or a few blocks' worth of bytes; never the last record of the newest segment, which could not
    /// be told from a torn one.
    private mutating func damageRecord(in path: String, isNewest: Bool) {
        guard let node = fileSystem.node(path), let first = UInt64(path.dropFirst(Self.directory.count + 1).prefix(20))
        else { return }
        var records = hasCompacted ? layout(of: node) : layout(from: first, end: node.cached.count)
        if isNewest, !records.isEmpty { records.removeLast() }
        guard let target = records.randomElement(using: &random) else { return }
        let position = Int.random(in: target.range, using: &random)
        let length = random.oneIn(3) ? Int.random(in: 1...600, using: &random) : 1
        let end = min(position + length, records.last?.range.upperBound ?? position)
        // A second time could undo the first.
        let hit = records.filter { $0.range.overlaps(position..<end) }.map(\.sequence)
        if hit.contains(where: { known[$0]?.isDamaged == true }) { return }
        for byte in position..<end {
            node.flip(length == 1 ? 1 << UInt8.random(in: 0..<8, using: &random) : 0xA5, at: byte)
        }
        for sequence in hit {
            known[sequence]?.isDamaged = true
            if let event = known[sequence]?.event { forgottenIdentities.insert(event.id) }
        }
        // Readers have read ahead: what they hold is not what the disk has now.
        readers = [:]
    }

    /// Where the records of a segment lie, up to the first that is damaged, as the file itself says.
    private func layout(of node: FaultyNode) -> [(sequence: UInt64, range: Range<Int>)] {
        var offset = 8192
        var records: [(sequence: UInt64, range: Range<Int>)] = []
        while let sequence = load(UInt64.self, node, offset + 16), let known = known[sequence] {
            let size = RecordCodec.size(of: known.event) + known.overhead
            guard load(UInt32.self, node, offset + 8) == UInt32(size - 72), offset + size <= node.cached.count else {
                break
            }
            records.append((sequence, offset..<(offset + size)))
            offset += size
        }
        return records
    }

    private func load<T: FixedWidthInteger>(_ type: T.Type, _ node: FaultyNode, _ offset: Int) -> T? {
        guard offset + MemoryLayout<T>.size <= node.cached.count else { return nil }
        return node.cached.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
    }

    /// Where the acknowledged records of a segment lie, worked out from what was appended.
    private func layout(from first: UInt64, end: Int) -> [(sequence: UInt64, range: Range<Int>)] {
        var offset = 8192
        var records: [(sequence: UInt64, range: Range<Int>)] = []
        var sequence = first
        while let known = known[sequence] {
            let size = RecordCodec.size(of: known.event) + known.overhead
            if offset + size > end { break }
            records.append((sequence, offset..<(offset + size)))
            offset += size
            sequence += 1
        }
        return records
    }
}
