internal import Threading

/// Where one courier runs: it blocks on disk there.
package struct CourierThread: Sendable {
    let executor: any SerialExecutor
    /// For waits, and for calls so small that a switch of threads would cost more.
    let tasks: any TaskExecutor
    /// Returns at that time; throws where the task is cancelled before.
    let sleep: @Sendable (ContinuousClock.Instant) async throws -> Void

    /// A courier's jobs, its small tasks, and how they wait.
    package init(
        executor: any SerialExecutor,
        tasks: any TaskExecutor,
        sleep: @escaping @Sendable (ContinuousClock.Instant) async throws -> Void
    ) {
        self.executor = executor
        self.tasks = tasks
        self.sleep = sleep
    }

    /// A thread of its own; `name` is shown by tools such as `top -H`.
    init(name: String) {
        let executor = ThreadExecutor(name: name)
        self.init(executor: executor, tasks: ThreadTasks(executor)) { try await executor.sleep(until: $0) }
    }
}
