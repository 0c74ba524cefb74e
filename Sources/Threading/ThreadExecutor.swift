import CThreadName
import Foundation
import Synchronization

/// A serial executor on one thread of its own: where an actor that must block (disk, a C library) runs, so that the
/// cooperative pool never does. The thread ends when the executor is released.
package final class ThreadExecutor: SerialExecutor, Sendable {
    let queue = JobQueue()
    private let lastSleeper = Atomic<Sleeper.ID>(0)

    /// Starts the thread; `name` is shown by tools such as `top -H`, cut to 15 bytes.
    package init(name: String) {
        let thread = Thread { [queue] in
            name.withCString { _ = cthread_set_thread_name($0) }
            queue.drain()
        }
        thread.start()
    }

    deinit {
        queue.close()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        queue.push(UnownedJob(job), .actor(asUnownedSerialExecutor()))
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    /// Returns at that time, or throws where the task is cancelled before. The thread itself waits for it, so that nobody
    /// else has to be woken first.
    package func sleep(until deadline: ContinuousClock.Instant) async throws {
        let id = lastSleeper.wrappingAdd(1, ordering: .relaxed).newValue
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.add(Sleeper(id: id, deadline: deadline, continuation: continuation))
                // The handler may have run before there was anything to cancel.
                if Task.isCancelled { queue.cancel(id) }
            }
        } onCancel: {
            queue.cancel(id)
        }
    }
}
