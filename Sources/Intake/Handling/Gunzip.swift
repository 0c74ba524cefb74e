import CZlib

/// Decompresses a gzip body (RFC 1952), all of its members one after the other, within a size limit and the memory
/// budget: a bomb costs what the limit allows, never what it would unfold to.
struct Gunzip {
    private static let chunkBytes = 64 << 10
    /// The largest window, in the gzip form only.
    private static let windowBits: Int32 = 15 + 16

    private let stream: UnsafeMutablePointer<z_stream>
    private var output: BodyBuffer
    private var chunk = [UInt8](repeating: 0, count: chunkBytes)

    /// The content of `body`, and what it holds of the budget, which the caller gives back.
    static func decompress(
        _ body: ArraySlice<UInt8>,
        maxBytes: Int,
        budget: MemoryBudget
    ) throws(Problem) -> (bytes: [UInt8], reservedBytes: Int) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        guard inflateInit2_(stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .overBudget
        }
        defer { inflateEnd(stream) }
        var gunzip = Gunzip(
            stream: stream,
            output: BodyBuffer(budget: budget, maxBytes: maxBytes, expectedBytes: nil)
        )
        do throws(Problem) {
            try body.withUnsafeBufferPointer { input throws(Problem) in try gunzip.run(input) }
        } catch {
            gunzip.output.discard()
            throw error
        }
        return gunzip.output.take()
    }

    private init(stream: UnsafeMutablePointer<z_stream>, output: BodyBuffer) {
        self.stream = stream
        self.output = output
    }

    private mutating func run(_ input: UnsafeBufferPointer<UInt8>) throws(Problem) {
        // zlib reads through this pointer and never writes.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = UInt32(clamping: input.count)
        while true {
            let (result, produced) = inflateChunk()
            try append(produced)
            switch result {
            case Z_STREAM_END:
                guard stream.pointee.avail_in > 0 else { return }
                guard isAtMember else { throw .malformedGzip("Bytes follow the end of the gzip data.") }
                inflateReset(stream)
            case Z_OK where stream.pointee.avail_in > 0 || produced == chunk.count:
                continue
            case Z_OK, Z_BUF_ERROR:
                throw .malformedGzip("The gzip data ends too early.")
            case Z_MEM_ERROR:
                throw .overBudget
            default:
                throw .malformedGzip("The body is not gzip data, or it is damaged.")
            }
        }
    }

    private mutating func inflateChunk() -> (result: Int32, produced: Int) {
        chunk.withUnsafeMutableBufferPointer { buffer in
            stream.pointee.next_out = buffer.baseAddress
            stream.pointee.avail_out = UInt32(buffer.count)
            let result = inflate(stream, Z_NO_FLUSH)
            return (result, buffer.count - Int(stream.pointee.avail_out))
        }
    }

    private mutating func append(_ count: Int) throws(Problem) {
        do throws(BodyBuffer.Overflow) {
            try chunk.withUnsafeBufferPointer { bytes throws(BodyBuffer.Overflow) in
                try output.append(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[..<count])))
            }
        } catch {
            switch error {
            case .tooLarge: throw .bodyTooLarge(detail: "The body is over the limit when it is decompressed.")
            case .overBudget: throw .overBudget
            }
        }
    }

    /// Whether what is left begins like another member.
    private var isAtMember: Bool {
        guard let next = stream.pointee.next_in, stream.pointee.avail_in >= 2 else { return false }
        return next[0] == 0x1f && next[1] == 0x8b
    }
}
