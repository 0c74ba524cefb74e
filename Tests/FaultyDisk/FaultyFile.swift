package import Journal

/// An open file of a `FaultyFileSystem`.
package final class FaultyFile: File {
    private let path: String
    private let node: FaultyNode
    private let fileSystem: FaultyFileSystem
    private let life: Int

    init(_ path: String, _ node: FaultyNode, _ fileSystem: FaultyFileSystem) {
        self.path = path
        self.node = node
        self.fileSystem = fileSystem
        life = fileSystem.life
    }

    package func size() throws(FileSystemError) -> Int {
        try operate("examine")
        return node.cached.count
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileSystemError) -> Int {
        try operate("read")
        let range = offset..<min(offset + buffer.count, max(offset, node.cached.count))
        if node.unreadable.contains(where: { $0.overlaps(range) }) {
            throw FileSystemError("read", path, code: FileSystemError.io)
        }
        node.cached.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[range.clamped(to: 0..<$0.count)]))
        }
        return range.count
    }

    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileSystemError) -> Int {
        try checkLife("write to")
        let growth = max(0, offset + bytes.count - node.cached.count)
        let count = try fileSystem.room(for: bytes.count, growing: growth, path)
        node.write(Array(UnsafeRawBufferPointer(rebasing: bytes[..<count])), at: offset)
        return count
    }

    package func synchronize() throws(FileSystemError) {
        try checkLife("sync")
        try fileSystem.synchronize(node, path)
    }

    package func dropCache() throws(FileSystemError) {
        try operate("drop the cache of")
        node.dropCache()
    }

    package func truncate(to length: Int) throws(FileSystemError) {
        try operate("truncate")
        node.truncate(to: length)
    }

    package func close() {}

    private func operate(_ operation: String) throws(FileSystemError) {
        try checkLife(operation)
        try fileSystem.operate(operation, path)
    }

    private func checkLife(_ operation: String) throws(FileSystemError) {
        if life != fileSystem.life { throw FileSystemError(operation, path, code: FileSystemError.io) }
    }
}
