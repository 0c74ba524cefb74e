import CZlib

/// The file is no whole gzip file.
struct DamagedArchive: Error {}

/// The content of a gzip file of one or more members, as RFC 1952 allows.
func gunzipped(_ file: [UInt8]) throws -> [UInt8] {
    var file = file
    var content: [UInt8] = []
    var stream = z_stream()
    // 15 bits of window, and 16 for the format: gzip and nothing else.
    let version = ZLIB_VERSION
    guard inflateInit2_(&stream, 15 + 16, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
        throw DamagedArchive()
    }
    defer { inflateEnd(&stream) }
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    let result = file.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        var result = Z_OK
        repeat {
            chunk.withUnsafeMutableBufferPointer { output in
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                result = inflate(&stream, Z_NO_FLUSH)
            }
            content += chunk[..<(chunk.count - Int(stream.avail_out))]
            if result == Z_STREAM_END, stream.avail_in > 0 { result = inflateReset(&stream) }
        } while result == Z_OK
        return result
    }
    guard result == Z_STREAM_END else { throw DamagedArchive() }
    return content
}
