import CFileSystem
import Glibc

/// A file that is written but has not got its name yet. Closed, and removed unless it was renamed, when it goes.
final class StagedFile {
    private let descriptor: Int32
    private let temporaryPath: String
    private var isPublished = false

    init(temporaryPath: String, content: UnsafeBufferPointer<UInt8>, ordering: Int64?) throws(FileError) {
        self.temporaryPath = temporaryPath
        descriptor = try FileCalls.create(temporaryPath)
        try FileCalls.write(content, to: descriptor)
        if let ordering { try FileOrdering.write(ordering, to: descriptor) }
        // Blocks are given to a file when its pages are written. Begun now, they are part of the first sync that waits
        // for the file system's journal, and not of one each.
        cfilesystem_start_writing(descriptor)
    }

    deinit {
        close(descriptor)
        if !isPublished { unlink(temporaryPath) }
    }

    func sync() throws(FileError) {
        try FileCalls.sync(descriptor)
    }

    /// Gives it its name, in place of what has it now.
    func publish(as path: String) throws(FileError) {
        try FileCalls.rename(temporaryPath, to: path)
        isPublished = true
    }
}
