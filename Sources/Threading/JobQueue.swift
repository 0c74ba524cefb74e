import Foundation

/// The jobs of a `ThreadExecutor`. `@unchecked Sendable`: every access to the array and the flag holds the condition.
final class JobQueue: @unchecked Sendable {
    /// As what a job is run.
    enum Kind {
        case actor(UnownedSerialExecutor)
        case task(UnownedTaskExecutor)
    }

    private let condition = NSCondition()
    private var jobs: [(job: UnownedJob, kind: Kind)] = []
    private var isClosed = false

    func push(_ job: UnownedJob, _ kind: Kind) {
        condition.lock()
        jobs.append((job, kind))
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
            for (job, kind) in batch {
                switch kind {
                case .actor(let executor): job.runSynchronously(on: executor)
                case .task(let executor): job.runSynchronously(on: executor)
                }
            }
        }
    }

    private func takeAll() -> [(job: UnownedJob, kind: Kind)]? {
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
