/// Hands out the bytes of a body in parts, without joining the parts.
struct BodyReader {
    private let parts: [ArraySlice<UInt8>]
    /// The part that is read from next, and how much of it was.
    private var part = 0
    private var offset = 0
    /// Bytes of all parts.
    let count: Int

    init(_ parts: [ArraySlice<UInt8>]) {
        self.parts = parts
        count = parts.reduce(0) { $0 + $1.count }
    }

    /// Fills `buffer` as far as there is something left; returns how much was written, 0 at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var written = 0
        while written < buffer.count, part < parts.count {
            let current = parts[part]
            let taken = min(current.count - offset, buffer.count - written)
            current.withUnsafeBytes { source in
                let target = UnsafeMutableRawBufferPointer(rebasing: buffer[written..<(written + taken)])
                target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<(offset + taken)]))
            }
            written += taken
            offset += taken
            if offset == current.count {
                part += 1
                offset = 0
            }
        }
        return written
    }

    /// Goes back to the first byte.
    mutating func rewind() {
        part = 0
        offset = 0
    }
}
