import Foundation
internal import RouterCore

/// Where appenders leave their requests for the writer, which takes all that came while it was busy.
/// `@unchecked Sendable`: every access to the state holds the condition.
final class CommitQueue: @unchecked Sendable {
    enum Work {
        /// Requests to commit, in the order in which they came.
        case commit([AppendRequest])
        /// Nothing was appended until the time was up, or somebody woke the writer.
        case maintain
        /// Nothing is left and nothing will come.
        case end
    }

    private let condition = NSCondition()
    /// In bytes; what the writer has taken counts until `finished`.
    private let maxSize: Int
    private let maxCommitSize: Int
    private var requests: [AppendRequest] = []
    private var size = 0
    private var isWoken = false
    private var isClosed = false

    init(maxSize: Int, maxCommitSize: Int) {
        self.maxSize = maxSize
        self.maxCommitSize = maxCommitSize
    }

    enum Admission {
        case queued
        /// So many bytes wait already.
        case full(waiting: Int)
        case closed
    }

    /// A request larger than the limit is let in when nothing else waits.
    func push(_ request: AppendRequest) -> Admission {
        condition.lock()
        defer { condition.unlock() }
        if isClosed { return .closed }
        if size > 0, size + request.size > maxSize { return .full(waiting: size) }
        size += request.size
        requests.append(request)
        condition.signal()
        return .queued
    }

    /// Blocks until there is something to do, but no longer than `time`.
    func next(within time: Duration) -> Work {
        let deadline = Date(timeIntervalSinceNow: Double(time.milliseconds) / 1000)
        condition.lock()
        defer { condition.unlock() }
        while requests.isEmpty {
            if isClosed { return .end }
            if isWoken || !condition.wait(until: deadline) {
                isWoken = false
                return .maintain
            }
        }
        return .commit(take())
    }

    /// The commit of requests of this size has been answered.
    func finished(size: Int) {
        condition.lock()
        self.size -= size
        condition.unlock()
    }

    /// Whether `next` would return at once.
    var hasWork: Bool {
        condition.lock()
        defer { condition.unlock() }
        return !requests.isEmpty || isWoken || isClosed
    }

    /// Makes `next` return although nothing was appended.
    func wake() {
        condition.lock()
        isWoken = true
        condition.signal()
        condition.unlock()
    }

    /// Lets nothing more in; what is in is still handed out.
    func close() {
        condition.lock()
        isClosed = true
        condition.signal()
        condition.unlock()
    }

    private func take() -> [AppendRequest] {
        var count = 0
        var size = 0
        while count < requests.count, count == 0 || size + requests[count].size <= maxCommitSize {
            size += requests[count].size
            count += 1
        }
        if count == requests.count {
            defer { requests = [] }
            return requests
        }
        defer { requests.removeFirst(count) }
        return Array(requests[..<count])
    }
}
