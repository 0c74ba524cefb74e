import Glibc

/// Keeps other writers out of a folder, of this process or of others: what is looked at while it is held is still so
/// when a file takes its name. A crash releases it.
struct FolderLock {
    private let descriptor: Int32

    /// Waits until nobody else has the lock at `path`, a file that is made and stays.
    init(_ path: String) throws(FileError) {
        let descriptor = try FileCalls.check("open the lock of a folder") {
            open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        }
        do throws(FileError) {
            try FileCalls.check("lock a folder") { flock(descriptor, LOCK_EX) }
        } catch {
            // A file system without locks is used by one writer, or at the user's risk.
            guard [ENOTSUP, ENOSYS, EINVAL, ENOLCK].contains(error.code) else {
                close(descriptor)
                throw error
            }
        }
        self.descriptor = descriptor
    }

    /// To be called once.
    func release() {
        // Not left to the closing: a process that was just forked still has the descriptor.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
