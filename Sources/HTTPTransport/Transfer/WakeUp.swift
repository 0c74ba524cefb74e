import CPolling
import Foundation

/// Wakes the thread that waits in a `SocketPoller`, from any other: an eventfd.
final class WakeUp: Sendable {
    /// Readable from `signal` to `clear`; -1 where the process may open no more files.
    let descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func signal() { eventfd_write(descriptor, 1) }

    func clear() {
        var count: eventfd_t = 0
        eventfd_read(descriptor, &count)
    }
}
