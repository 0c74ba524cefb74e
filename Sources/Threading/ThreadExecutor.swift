import CThreadName
import Foundation

/// A serial executor on one thread of its own: where an actor that must block (disk, a C library) runs, so that the
/// cooperative pool never does. The thread ends when the executor is released.
package final class ThreadExecutor: SerialExecutor, Sendable {
    let queue = JobQueue()

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
}
