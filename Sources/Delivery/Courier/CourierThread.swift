internal import Threading

/// Where one courier runs: it blocks on disk there.
package struct CourierThread: Sendable {
    let executor: any SerialExecutor
    /// For waits, and for calls so small that a switch of threads would cost more.
    let tasks: any TaskExecutor

    /// A courier's jobs, and its small tasks.
    package init(executor: any SerialExecutor, tasks: any TaskExecutor) {
        self.executor = executor
        self.tasks = tasks
    }

    /// A thread of its own; `name` is shown by tools such as `top -H`.
    init(name: String) {
        let executor = ThreadExecutor(name: name)
        self.init(executor: executor, tasks: ThreadTasks(executor))
    }
}
