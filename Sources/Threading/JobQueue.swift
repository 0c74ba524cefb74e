import Foundation

/// The jobs of a `ThreadExecutor`, and who sleeps on it. `@unchecked Sendable`: every access to what it holds is under
/// the condition's lock.
final class JobQueue: @unchecked Sendable {
    /// As what a job is run.
    enum Kind {
        case actor(UnownedSerialExecutor)
        case task(UnownedTaskExecutor)
    }

    private typealias Job = (job: UnownedJob, kind: Kind)

    private let condition = MonotonicCondition()
    private var jobs: [Job] = []
    private var sleepers = Sleepers()
    private var isClosed = false

    func push(_ job: UnownedJob, _ kind: Kind) {
        condition.withLock { jobs.append((job, kind)) }
        condition.signal()
    }

    func close() {
        condition.withLock { isClosed = true }
        condition.signal()
    }

    /// Wakes the sleeper at its time.
    func add(_ sleeper: Sleeper) {
        condition.withLock { sleepers.add(sleeper) }
        condition.signal()
    }

    /// Wakes the sleeper now, if it sleeps.
    func cancel(_ id: Sleeper.ID) {
        condition.withLock { sleepers.take(id) }?.continuation.resume(throwing: CancellationError())
    }

    /// Runs jobs as they come until the queue is closed and empty.
    func drain() {
        while let (batch, awake) = takeAll() {
            for sleeper in awake { sleeper.continuation.resume() }
            for (job, kind) in batch {
                switch kind {
                case .actor(let executor): job.runSynchronously(on: executor)
                case .task(let executor): job.runSynchronously(on: executor)
                }
            }
        }
    }

    private func takeAll() -> (jobs: [Job], awake: [Sleeper])? {
        condition.withLock {
            while true {
                let awake = sleepers.takeDue(at: .now)
                if !jobs.isEmpty || !awake.isEmpty {
                    defer { jobs.removeAll(keepingCapacity: true) }
                    return (jobs, awake)
                }
                if isClosed { return nil }
                condition.wait(until: sleepers.earliest)
            }
        }
    }
}
