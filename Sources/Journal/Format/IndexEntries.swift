internal import RouterCore

/// The entries of one segment's index, in the order of their sequences, as the bytes that the index file holds.
struct IndexEntries {
    let firstSequence: UInt64
    private(set) var bytes: [UInt8]

    init(firstSequence: UInt64, bytes: [UInt8] = []) {
        self.firstSequence = firstSequence
        self.bytes = bytes
    }

    var count: Int { bytes.count / IndexEntry.size }

    mutating func append(_ entries: [IndexEntry]) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: entries.count * IndexEntry.size))
        bytes.withUnsafeMutableBytes { buffer in
            var rest = UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
            for entry in entries {
                entry.write(to: rest, firstSequence: firstSequence)
                rest = UnsafeMutableRawBufferPointer(rebasing: rest[IndexEntry.size...])
            }
        }
    }

    /// Calls `body` with every entry from position `start` on.
    func visit(from start: Int = 0, _ body: (IndexEntry) -> Void) {
        bytes.withUnsafeBytes { buffer in
            for position in stride(from: start * IndexEntry.size, to: buffer.count, by: IndexEntry.size) {
                body(IndexEntry(buffer, at: position, firstSequence: firstSequence))
            }
        }
    }

    /// The position of the first entry at or above `sequence`; `count` where there is none.
    func position(of sequence: UInt64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The secret parts of all entries, one after the other; setting them needs as many bytes as there are.
    var secrets: [UInt8] {
        get {
            var secrets: [UInt8] = []
            secrets.reserveCapacity(count * IndexEntry.secret.count)
            for start in stride(from: 0, to: bytes.count, by: IndexEntry.size) {
                secrets += bytes[(start + IndexEntry.secret.lowerBound)..<(start + IndexEntry.secret.upperBound)]
            }
            return secrets
        }
        set {
            let size = IndexEntry.secret.count
            bytes.withUnsafeMutableBytes { bytes in
                newValue.withUnsafeBytes { secrets in
                    for position in 0..<min(bytes.count / IndexEntry.size, secrets.count / size) {
                        let start = position * IndexEntry.size + IndexEntry.secret.lowerBound
                        UnsafeMutableRawBufferPointer(rebasing: bytes[start..<(start + size)]).copyMemory(
                            from: UnsafeRawBufferPointer(rebasing: secrets[(position * size)..<((position + 1) * size)])
                        )
                    }
                }
            }
        }
    }

    subscript(position: Int) -> IndexEntry {
        bytes.withUnsafeBytes {
            IndexEntry($0, at: position * IndexEntry.size, firstSequence: firstSequence)
        }
    }
}
