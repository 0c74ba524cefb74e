import Foundation

/// The jobs of a `ThreadExecutor`. `@unchecked Sendable`: every access to the array and the flag holds the condition.
final class JobQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [(job: UnownedJob, executor: UnownedSerialExecutor)] = []
    private var isClosed = false

    func push(_ job: UnownedJob, on executor: UnownedSerialExecutor) {
        condition.lock()
        jobs.append((job, executor))
        condition.unlock()
        condition.signal()
    }

    func close() {
        condition.lock()
        isClosed = true
        condition.unlock()
        condition.signal()
    }

    /// Runs jobs as they come until the queue is closed and empty.
    func drain() {
        while let batch = takeAll() {
            for (job, executor) in batch {
                job.runSynchronously(on: executor)
            }
        }
    }

    private func takeAll() -> [(job: UnownedJob, executor: UnownedSerialExecutor)]? {
        condition.lock()
        defer { condition.unlock() }
        while jobs.isEmpty {
            if isClosed { return nil }
            condition.wait()
        }
        defer { jobs.removeAll(keepingCapacity: true) }
        return jobs
    }
}
