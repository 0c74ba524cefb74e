import DequeModule
import FaultyDisk
import Foundation
import Synchronization

/// One thread that stands for all of a process's, and a clock that stands still while it works. Which of those that
/// could run runs next is drawn from a seed; what waits for a time is woken when nothing else is left to do.
///
/// `@unchecked Sendable`: used from the thread that made it alone. What is enqueued from another has escaped the
/// simulation; that is noted, and fails the run.
package final class Scheduler: @unchecked Sendable {
    /// Where jobs wait: those of a thread in their order, those of the pool in none.
    enum Lane {
        case thread(SimulatedThread)
        case pool(SimulatedPool)
    }

    private struct Job {
        let job: UnownedJob
        let lane: Lane
    }

    /// Something that is to happen at a time.
    final class Timer {
        let at: Duration
        fileprivate let order: Int
        fileprivate var action: (() -> Void)?

        fileprivate init(at: Duration, order: Int, action: @escaping () -> Void) {
            self.at = at
            self.order = order
            self.action = action
        }

        func cancel() { action = nil }
    }

    /// What stands for the time 0. Only differences from it count.
    static let epoch = ContinuousClock.now

    /// Since the simulation began.
    private(set) var now: Duration
    /// Jobs that were run.
    private(set) var jobCount = 0
    private(set) var hasEscaped = false
    private let thread = pthread_self()
    private var random: SplitMix64
    private var ready: [Job] = []
    /// The latest first.
    private var timers: [Timer] = []
    private var timerCount = 0
    private let foreign = Mutex(false)

    init(seed: UInt64, now: Duration = .zero) {
        random = SplitMix64(seed: seed)
        self.now = now
    }

    var instant: ContinuousClock.Instant { Self.epoch.advanced(by: now) }
    /// Whether this is the thread that stands for all others.
    var isCurrent: Bool { pthread_equal(thread, pthread_self()) != 0 }

    // MARK: - Jobs

    func enqueue(_ job: UnownedJob, _ lane: Lane) {
        guard isCurrent else { return noteEscape() }
        ready.append(Job(job: job, lane: lane))
    }

    /// Something runs elsewhere.
    func noteEscape() { foreign.withLock { $0 = true } }

    /// Runs one job; false where none is ready.
    func runOne() -> Bool {
        if ready.isEmpty { return false }
        var index = ready.count == 1 ? 0 : Int.random(in: 0..<ready.count, using: &random)
        if case .thread(let thread) = ready[index].lane {
            // The first of that thread's.
            index = ready.firstIndex { if case .thread(thread) = $0.lane { true } else { false } } ?? index
        }
        let next = ready.remove(at: index)
        jobCount += 1
        switch next.lane {
        case .thread(let thread): next.job.runSynchronously(on: thread.asUnownedSerialExecutor())
        case .pool(let pool): next.job.runSynchronously(on: pool.asUnownedTaskExecutor())
        }
        if foreign.withLock({ $0 }) { hasEscaped = true }
        return true
    }

    // MARK: - Time

    @discardableResult
    func schedule(at time: Duration, _ action: @escaping () -> Void) -> Timer {
        let timer = Timer(at: max(time, now), order: timerCount, action: action)
        timerCount += 1
        var low = 0
        var high = timers.count
        while low < high {
            let middle = (low + high) / 2
            if (timers[middle].at, timers[middle].order) > (timer.at, timer.order) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        timers.insert(timer, at: low)
        return timer
    }

    /// When the next thing is to happen; nil where nothing is.
    var nextTime: Duration? {
        while let last = timers.last, last.action == nil { timers.removeLast() }
        return timers.last?.at
    }

    /// Moves the clock on.
    func advance(to time: Duration) {
        now = max(now, time)
    }

    /// Does the first thing that is due.
    func fireOne() -> Bool {
        guard let time = nextTime, time <= now, let timer = timers.popLast(), let action = timer.action else {
            return false
        }
        timer.action = nil
        action()
        return true
    }

    /// Returns at that time; throws where the task is cancelled before.
    func sleep(until time: Duration) async throws {
        let sleeper = Sleeper()
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                sleeper.begin(continuation, schedule(at: time) { sleeper.end() })
            }
        } onCancel: {
            sleeper.end()
        }
        try Task.checkCancellation()
    }

    /// Who sleeps, and is woken once. `@unchecked Sendable`: used from the scheduler's thread alone.
    private final class Sleeper: @unchecked Sendable {
        private var timer: Timer?
        private var continuation: UnsafeContinuation<Void, Never>?
        private var hasEnded = false

        func begin(_ continuation: UnsafeContinuation<Void, Never>, _ timer: Timer) {
            self.continuation = continuation
            self.timer = timer
            if hasEnded { end() }
        }

        func end() {
            hasEnded = true
            timer?.cancel()
            continuation?.resume()
            continuation = nil
        }
    }
}
