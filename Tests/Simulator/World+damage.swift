import FaultyDisk
import Foundation
import Journal

/// Damage to what lies on the disk. Never to the last record of the newest segment, which nobody can tell from one that
/// was not written to its end.
extension World {
    private struct Record {
        let sequence: UInt64
        let range: Range<Int>
    }

    private var segments: [String] {
        disk.paths.filter {
            $0.hasPrefix(Scenario.journalFolder) && $0.hasSuffix(".segment") && !$0.contains("damaged")
        }
    }

    /// The records of a segment, as the file said before it was damaged, that may be damaged.
    private func records(of path: String, _ node: FaultyNode) -> [Record] {
        let bytes = node.undamaged
        var offset = 8192
        var records: [Record] = []
        while let marker = load(UInt32.self, bytes, offset), marker == 0x9E1D_57B5,
            let size = load(UInt32.self, bytes, offset + 8), let sequence = load(UInt64.self, bytes, offset + 16)
        {
            let end = offset + 72 + Int(size)
            guard end <= bytes.count else { break }
            records.append(Record(sequence: sequence, range: offset..<end))
            offset = end
        }
        if path == segments.last, !records.isEmpty { records.removeLast() }
        // What nobody was promised may be there too, and what is damaged already.
        return records.filter { record in
            guard let entry = ledger.entries[record.sequence] else { return false }
            return !entry.isDamaged
        }
    }

    private func load<T: FixedWidthInteger>(_ type: T.Type, _ bytes: [UInt8], _ offset: Int) -> T? {
        guard offset + MemoryLayout<T>.size <= bytes.count else { return nil }
        return bytes.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
    }

    func flipRecord() {
        guard let path = segments.randomElement(using: &random), let node = disk.node(path),
            let record = records(of: path, node).randomElement(using: &random)
        else { return }
        node.flip(1 << UInt8.random(in: 0..<8, using: &random), at: Int.random(in: record.range, using: &random))
        ledger.damage(record.sequence)
        note("damages", Int(truncatingIfNeeded: record.sequence))
    }

    /// One bit of the first copy of a header, once a segment; or of an index.
    func flipHeader() {
        let isIndex = random.oneIn(2)
        let paths = isIndex ? disk.paths.filter { $0.hasSuffix(".index") } : segments
        guard let path = paths.randomElement(using: &random), let node = disk.node(path), node.cached.count >= 100
        else { return }
        if isIndex {
            ledger.indexWasDamaged = true
            let position = Int.random(in: 0..<node.cached.count, using: &random)
            node.flip(1 << UInt8.random(in: 0..<8, using: &random), at: position)
        } else if headersDamaged.insert(path).inserted, node.cached.count >= 8192 {
            node.flip(1 << UInt8.random(in: 0..<8, using: &random), at: Int.random(in: 0..<60, using: &random))
        }
    }

    /// A part of a record cannot be read any more, and with it what lies in the same block.
    func loseBlock() {
        guard let path = segments.randomElement(using: &random), let node = disk.node(path) else { return }
        let records = records(of: path, node)
        guard let record = records.randomElement(using: &random) else { return }
        let start = max(8192, record.range.lowerBound / 4096 * 4096)
        let block = start..<(start + 4096)
        // Of the newest segment none that its last record begins in, or that may still be written to.
        if path == segments.last, block.upperBound > records.last?.range.upperBound ?? 0 { return }
        for other in records where other.range.overlaps(block) { ledger.damage(other.sequence) }
        node.unreadable.append(block)
        note("cannot read", Int(truncatingIfNeeded: record.sequence))
    }

    /// A journal that has come so far: an empty segment whose name is a large number.
    func placeFirstSegment() {
        guard scenario.firstSequence > 1 else { return }
        let first = scenario.firstSequence
        var copy: [UInt8] = Array("DSTRSEGM".utf8)
        func append<T: FixedWidthInteger>(_ value: T) {
            withUnsafeBytes(of: value.littleEndian) { copy += $0 }
        }
        append(UInt32(1))
        append(CRC32C.checksum(copy[...]))
        append(first)
        append(UInt32(7))
        append(UInt32(scenario.sites.count))
        for site in scenario.sites {
            append(UInt32(site.name.utf8.count))
            copy += site.name.utf8
        }
        append(CRC32C.checksum(copy[...]))
        copy += repeatElement(0, count: 4096 - copy.count)
        let digits = String(first)
        let name = String(repeating: "0", count: 20 - digits.count) + digits
        disk.place(copy + copy, at: "\(Scenario.journalFolder)/\(name).segment")
    }
}
