/// An open file, used from one thread at a time.
package protocol File: AnyObject {
    /// The length in bytes.
    func size() throws(FileSystemError) -> Int
    /// Reads at most the buffer's length at `offset` and returns how much it was; 0 at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileSystemError) -> Int
    /// Writes at `offset` and returns how many bytes were taken, which may be fewer than there are.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileSystemError) -> Int
    /// Returns once the content and the length are on the disk. After an error what was written since is lost.
    func synchronize() throws(FileSystemError)
    /// Has what is read next come from the disk, not from the system's memory, as far as the system does that; what is
    /// not synced stays in memory.
    func dropCache() throws(FileSystemError)
    /// Cuts the file to `length` bytes.
    func truncate(to length: Int) throws(FileSystemError)
    /// Closes the file; it must not be used after.
    func close()
}

extension File {
    /// Writes all of `bytes` at `offset`, in several steps where the system takes fewer at once.
    func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileSystemError) {
        var written = 0
        while written < bytes.count {
            let count = try write(UnsafeRawBufferPointer(rebasing: bytes[written...]), at: offset + written)
            guard count > 0 else { throw FileSystemError("write to", "the journal's file", code: FileSystemError.io) }
            written += count
        }
    }

    /// Writes all of `bytes` at `offset`.
    func writeAll(_ bytes: [UInt8], at offset: Int) throws(FileSystemError) {
        let outcome = bytes.withUnsafeBytes { buffer in
            Result { () throws(FileSystemError) in try writeAll(buffer, at: offset) }
        }
        try outcome.get()
    }

    /// Reads up to `count` bytes at `offset`; fewer only at the end of the file.
    func read(_ count: Int, at offset: Int) throws(FileSystemError) -> [UInt8] {
        var failure: FileSystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
            do throws(FileSystemError) {
                length = try readAll(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Fills `buffer` from `offset` and returns how much it was; less than its length only at the end of the file.
    func readAll(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileSystemError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try read(into: rest, at: offset + filled)
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Reads up to `count` bytes at `offset`, with zeros for the 4 KiB blocks that the disk cannot read any more, so
    /// that what is around them can still be had. The blocks are named by their places in the file, from 0.
    func readTolerantly(
        _ count: Int,
        at offset: Int
    ) throws(FileSystemError) -> (bytes: [UInt8], unreadable: Set<Int>) {
        do {
            return (try read(count, at: offset), [])
        } catch let error where error.code != FileSystemError.io {
            throw error
        } catch {
            return try readBlockByBlock(min(count, max(0, try size() - offset)), at: offset)
        }
    }

    private func readBlockByBlock(
        _ count: Int,
        at offset: Int
    ) throws(FileSystemError) -> (bytes: [UInt8], unreadable: Set<Int>) {
        let blockSize = 4096
        var bytes: [UInt8] = []
        var unreadable: Set<Int> = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let position = offset + bytes.count
            let length = min(count - bytes.count, blockSize - position % blockSize)
            do {
                bytes += try read(length, at: position)
            } catch let error where error.code != FileSystemError.io {
                throw error
            } catch {
                bytes += repeatElement(0, count: length)
                unreadable.insert(position / blockSize)
            }
        }
        return (bytes, unreadable)
    }
}
