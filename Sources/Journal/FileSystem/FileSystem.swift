/// The few file operations that the journal is built on, so that tests can put a disk with faults beneath it.
package protocol FileSystem: Sendable {
    /// Creates a folder with mode 0700 and its missing parents; does nothing where it exists.
    func createDirectory(_ path: String) throws(FileSystemError)
    /// The names in a folder, in no particular order.
    func list(_ directory: String) throws(FileSystemError) -> [String]
    /// Opens a file; a new one gets mode 0600.
    func open(_ path: String, _ mode: FileMode) throws(FileSystemError) -> any File
    /// Renames within one file system, over what has the new name.
    func rename(_ path: String, to newPath: String) throws(FileSystemError)
    /// Removes a file; who has it open can go on reading it.
    func remove(_ path: String) throws(FileSystemError)
    /// Makes what was created, renamed and removed in a folder durable.
    func syncDirectory(_ path: String) throws(FileSystemError)
    /// Takes the exclusive lock of a file, which is created where it is missing; nil where another holder has it.
    func lock(_ path: String) throws(FileSystemError) -> (any FileLock)?
    /// The room on the disk that a folder is on; nil where that cannot be told.
    func space(of directory: String) -> DiskSpace?
}

extension FileSystem {
    package func space(of directory: String) -> DiskSpace? { nil }
}
