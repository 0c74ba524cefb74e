import CCurl
import CPolling
import Foundation

/// Waits until one of libcurl's sockets is ready. It is told of every change of what to look for (epoll), so that a wait
/// costs by what happened and not by how many connections are open.
final class SocketPoller {
    /// A socket, and for what it is ready: `CURL_CSELECT_IN`, `_OUT` and `_ERR`.
    struct Ready {
        let socket: curl_socket_t
        let actions: Int32
    }

    /// What is ready beyond these comes with the next wait.
    private static let maxEvents = 64

    private let descriptor: Int32
    private let wakeUp: WakeUp
    private var events = Array(repeating: epoll_event(), count: maxEvents)
    /// Found by the last wait.
    private(set) var ready: [Ready] = []

    /// Nil when the process may open no more files.
    init?(_ wakeUp: WakeUp) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        self.wakeUp = wakeUp
        guard descriptor >= 0, control(EPOLL_CTL_ADD, wakeUp.descriptor, EPOLLIN.rawValue) else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Looks for what libcurl wants to know of a socket from now on: `CURL_POLL_IN`, `_OUT`, `_INOUT` or `_REMOVE`. One
    /// that the kernel has no memory to watch is left to the time that its request may take.
    func watch(_ socket: curl_socket_t, for interest: Int32) {
        if interest == CURL_POLL_REMOVE {
            // Fails where it has been closed before, and then is done.
            _ = control(EPOLL_CTL_DEL, socket, 0)
            return
        }
        var wanted: UInt32 = 0
        if interest & CURL_POLL_IN != 0 { wanted |= EPOLLIN.rawValue }
        if interest & CURL_POLL_OUT != 0 { wanted |= EPOLLOUT.rawValue }
        // Mostly a request begins. What is watched already is the kernel's to know: it forgets a socket that is closed.
        if !control(EPOLL_CTL_ADD, socket, wanted) { _ = control(EPOLL_CTL_MOD, socket, wanted) }
    }

    /// Blocks until a socket is ready, somebody signals the wake-up, or the time is over.
    func wait(milliseconds: Int) {
        ready.removeAll(keepingCapacity: true)
        let count = epoll_wait(descriptor, &events, Int32(Self.maxEvents), Int32(clamping: milliseconds))
        for event in events.prefix(max(0, Int(count))) {
            if event.data.fd == wakeUp.descriptor {
                wakeUp.clear()
            } else {
                ready.append(Ready(socket: event.data.fd, actions: Self.actions(event.events)))
            }
        }
    }

    private static func actions(_ events: UInt32) -> Int32 {
        var actions: Int32 = 0
        // A connection that was closed or broke is read: that shows how.
        if events & (EPOLLIN.rawValue | EPOLLHUP.rawValue) != 0 { actions |= CURL_CSELECT_IN }
        if events & EPOLLOUT.rawValue != 0 { actions |= CURL_CSELECT_OUT }
        if events & EPOLLERR.rawValue != 0 { actions |= CURL_CSELECT_ERR }
        return actions
    }

    private func control(_ operation: Int32, _ socket: Int32, _ wanted: UInt32) -> Bool {
        var event = epoll_event(events: wanted, data: epoll_data_t(fd: socket))
        return epoll_ctl(descriptor, operation, socket, &event) == 0
    }
}
