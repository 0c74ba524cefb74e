import Foundation

/// Writes log lines to a file descriptor from a thread of its own.
///
/// A reader that is slow or gone must not hold up the daemon: lines wait in a buffer of bounded size, lines over it are
/// dropped and counted, and the count is logged once there is room. `@unchecked Sendable`: the condition guards the state.
package final class LogWriter: @unchecked Sendable {
    private let descriptor: Int32
    private let capacity: Int
    private let droppedLine: @Sendable (Int) -> String
    private let condition = NSCondition()
    private var waiting: [UInt8] = []
    private var dropped = 0
    private var isWriting = false
    private var lost = 0

    /// `capacity` in bytes. `droppedLine` makes the line that tells how many lines were dropped.
    package init(
        descriptor: Int32,
        capacity: Int = 1 << 20,
        droppedLine: @escaping @Sendable (Int) -> String = { "\($0) lines of the log were dropped\n" }
    ) {
        self.descriptor = descriptor
        self.capacity = capacity
        self.droppedLine = droppedLine
        // One writer a process, for as long as the process lives: the thread never ends.
        Thread { [self] in
            Self.blockPipeSignal()
            while true { write(takeBatch()) }
        }.start()
    }

    /// How many lines were not written since the start: for want of room, or since the descriptor takes no more.
    package var lostLines: Int { condition.withLock { lost } }

    /// A reader that went away must show as EPIPE in this thread, and not end the process.
    private static func blockPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Takes the line or, where the buffer is full, counts it as dropped.
    package func write(_ line: String) {
        condition.lock()
        defer { condition.unlock() }
        guard waiting.count + line.utf8.count <= capacity else {
            dropped += 1
            lost += 1
            return
        }
        if dropped > 0 {
            waiting += Array(droppedLine(dropped).utf8)
            dropped = 0
        }
        waiting += Array(line.utf8)
        condition.broadcast()
    }

    /// Waits until everything taken so far is written, but no longer than `seconds`. For the end of the process.
    package func flush(seconds: Double = 2) {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while !waiting.isEmpty || isWriting {
            guard condition.wait(until: deadline) else { return }
        }
    }

    /// Everything that waits, once there is something.
    private func takeBatch() -> [UInt8] {
        condition.lock()
        defer { condition.unlock() }
        isWriting = false
        condition.broadcast()
        while waiting.isEmpty { condition.wait() }
        isWriting = true
        defer { waiting.removeAll(keepingCapacity: true) }
        return waiting
    }

    /// A descriptor that fails (a closed pipe) swallows the lines, counted: there is nobody left to tell.
    private func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, rest.baseAddressOfSlice, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    Foundation.poll(&poll, 1, 1000)
                } else if errno != EINTR {
                    let lines = rest.count { $0 == UInt8(ascii: "\n") }
                    condition.withLock { lost += lines }
                    return
                }
            }
        }
    }
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate var baseAddressOfSlice: UnsafeRawPointer? {
        UnsafeRawBufferPointer(rebasing: self).baseAddress
    }
}
