/// A file as its disk and its page cache have it.
package final class FaultyNode {
    private enum Change {
        case write(offset: Int, bytes: [UInt8])
        case truncate(length: Int)
    }

    /// What reading shows.
    package private(set) var cached: [UInt8] = []
    /// What a power cut leaves.
    private var durable: [UInt8] = []
    /// What the next sync writes to the disk.
    private var pending: [Change] = []
    private var flips: [(mask: UInt8, position: Int)] = []
    /// Parts that the disk cannot read any more.
    package var unreadable: [Range<Int>] = []

    package func write(_ bytes: [UInt8], at offset: Int) {
        Self.apply(.write(offset: offset, bytes: bytes), to: &cached)
        pending.append(.write(offset: offset, bytes: bytes))
    }

    package func truncate(to length: Int) {
        Self.apply(.truncate(length: length), to: &cached)
        pending.append(.truncate(length: length))
    }

    package func synchronize() {
        for change in pending { Self.apply(change, to: &durable) }
        pending = []
        // The length is metadata: the file system gets it right even where content was lost before.
        Self.apply(.truncate(length: cached.count), to: &durable)
    }

    /// As Linux does it: some of it may have reached the disk, and the rest is taken for clean and never written.
    func failToSynchronize(_ random: inout SplitMix64) {
        writePartly(&random)
        pending = []
    }

    /// What the disk holds is read from now on, with what still waits for a sync.
    package func dropCache() {
        cached = durable
        for change in pending { Self.apply(change, to: &cached) }
    }

    func cutPower(_ random: inout SplitMix64) {
        writePartly(&random)
        pending = []
        cached = durable
    }

    /// What `cached` was before anybody damaged it.
    package var undamaged: [UInt8] {
        var bytes = cached
        for flip in flips where flip.position < bytes.count { bytes[flip.position] ^= flip.mask }
        return bytes
    }

    /// Damages the disk and the cache alike.
    package func flip(_ mask: UInt8, at position: Int) {
        flips.append((mask, position))
        cached[position] ^= mask
        if position < durable.count { durable[position] ^= mask }
    }

    private func writePartly(_ random: inout SplitMix64) {
        for change in pending {
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                continue
            case 1:
                Self.apply(change, to: &durable)
            default:
                guard case .write(let offset, let bytes) = change, !bytes.isEmpty else { continue }
                // Not in order: a later part may be there where an earlier one is not.
                let start = Int.random(in: 0..<bytes.count, using: &random)
                let end = Int.random(in: start...bytes.count, using: &random)
                Self.apply(.write(offset: offset + start, bytes: Array(bytes[start..<end])), to: &durable)
            }
        }
    }

    private static func apply(_ change: Change, to content: inout [UInt8]) {
        switch change {
        case .write(let offset, let bytes):
            if offset == content.count {
                content += bytes
                return
            }
            let end = offset + bytes.count
            if end > content.count { content += repeatElement(0, count: end - content.count) }
            content.replaceSubrange(offset..<end, with: bytes)
        case .truncate(let length):
            if length < content.count {
                content.removeLast(content.count - length)
            } else {
                content += repeatElement(0, count: length - content.count)
            }
        }
    }
}
