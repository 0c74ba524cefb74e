import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A `flock` that lasts as long as its descriptor.
final class POSIXFileLock: FileLock {
    private let descriptor: Mutex<Int32?>

    init(descriptor: Int32) {
        self.descriptor = Mutex(descriptor)
    }

    deinit {
        release()
    }

    func release() {
        descriptor.withLock { descriptor in
            if let open = descriptor {
                // Not left to the closing: a process that was just forked still has the descriptor.
                flock(open, LOCK_UN)
                close(open)
            }
            descriptor = nil
        }
    }
}
