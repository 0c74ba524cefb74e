/// What an actor takes for its thread.
final class SimulatedThread: SerialExecutor {
    private let scheduler: Scheduler

    init(_ scheduler: Scheduler) {
        self.scheduler = scheduler
    }

    func enqueue(_ job: consuming ExecutorJob) {
        scheduler.enqueue(UnownedJob(job), .thread(self))
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    static func ~= (pattern: SimulatedThread, value: SimulatedThread) -> Bool { pattern === value }
}
