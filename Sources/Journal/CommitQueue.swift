import Foundation
internal import RouterCore

/// Where appenders leave their requests for the writer, which takes all that came while it was busy.
/// `@unchecked Sendable`: every access to the state holds the condition.
final class CommitQueue: @unchecked Sendable {
    struct Item {
        let request: AppendRequest
        let completion: AppendCompletion
    }

    enum Work {
        /// Requests to commit, in the order in which they came.
        case commit([Item])
        /// Nothing was appended until the time was up, or somebody woke the writer.
        case maintain
        /// Nothing is left and nothing will come.
        case end
    }

    private let condition = NSCondition()
    /// In bytes; what the writer has taken counts until `finished`.
    private let maxSize: Int
    private let maxCommitSize: Int
    private var items: [Item] = []
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
    func push(_ item: Item) -> Admission {
        condition.lock()
        defer { condition.unlock() }
        if isClosed { return .closed }
        if size > 0, size + item.request.size > maxSize { return .full(waiting: size) }
        size += item.request.size
        items.append(item)
        condition.signal()
        return .queued
    }

    /// Blocks until there is something to do, but no longer than `time`.
    func next(within time: Duration) -> Work {
        let deadline = Date(timeIntervalSinceNow: Double(time.milliseconds) / 1000)
        condition.lock()
        defer { condition.unlock() }
        while items.isEmpty {
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
        return !items.isEmpty || isWoken || isClosed
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

    private func take() -> [Item] {
        var count = 0
        var size = 0
        while count < items.count, count == 0 || size + items[count].request.size <= maxCommitSize {
            size += items[count].request.size
            count += 1
        }
        if count == items.count {
            defer { items = [] }
            return items
        }
        defer { items.removeFirst(count) }
        return Array(items[..<count])
    }
}
