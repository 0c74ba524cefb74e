/// Wakes a courier at a time. One timer is kept while it rings no later than the next one asked for: waking up early
/// costs less than a new timer for every wait.
struct Alarm {
    private var deadline: ContinuousClock.Instant?
    private var timer: Task<Void, Never>?

    mutating func set(
        at wanted: ContinuousClock.Instant,
        on thread: CourierThread,
        _ environment: CourierEnvironment,
        _ mailbox: Mailbox
    ) {
        if let deadline, deadline > environment.now(), deadline <= wanted { return }
        cancel()
        deadline = wanted
        timer = Task.detached(executorPreference: thread.tasks) {
            try? await thread.sleep(wanted)
            if !Task.isCancelled { mailbox.wake() }
        }
    }

    mutating func cancel() {
        timer?.cancel()
        timer = nil
        deadline = nil
    }
}
