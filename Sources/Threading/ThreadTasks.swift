/// Runs tasks on the thread of a `ThreadExecutor`, between the jobs of its actor: for work so little that a switch of
/// threads would cost more. It keeps the thread.
package final class ThreadTasks: TaskExecutor {
    private let thread: ThreadExecutor

    /// Tasks on the thread of `thread`.
    package init(_ thread: ThreadExecutor) {
        self.thread = thread
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        thread.queue.push(UnownedJob(job), .task(asUnownedTaskExecutor()))
    }

    package func asUnownedTaskExecutor() -> UnownedTaskExecutor {
        UnownedTaskExecutor(ordinary: self)
    }
}
