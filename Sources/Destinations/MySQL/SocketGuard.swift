import Foundation
import Synchronization

/// Ends the waiting of libmariadb, whose own timeouts hold for one read or write and not for a whole exchange: when the
/// time is over, the connection's socket is shut down, and whatever waits on it returns.
final class SocketGuard: Sendable {
    /// A duplicate, so that it cannot be a later connection's: libmariadb closes its own when something fails.
    private let descriptor: Int32
    private let fired = Mutex(false)

    /// Nil when there is no descriptor left.
    init?(_ descriptor: Int32) {
        self.descriptor = dup(descriptor)
        if self.descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    /// Whether the time was over before an exchange was.
    var hasFired: Bool { fired.withLock { $0 } }

    /// Runs an exchange; at the deadline the socket is shut down for good.
    func run<Result, E: Error>(
        by deadline: ContinuousClock.Instant,
        _ exchange: () throws(E) -> Result
    ) throws(E) -> Result {
        let timer = Task.detached { [self] in
            guard (try? await Task.sleep(until: deadline, clock: .continuous)) != nil else { return }
            fired.withLock { $0 = true }
            shutdown(descriptor, Int32(SHUT_RDWR))
        }
        defer { timer.cancel() }
        return try exchange()
    }
}
