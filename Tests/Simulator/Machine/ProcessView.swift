/// What a simulated destination sees of the process that it is a part of.
struct ProcessView: Sendable {
    let life: Int
    let callGrace: Duration
    private let scheduler: Scheduler
    private let machine: Machine

    init(_ machine: Machine, callGrace: Duration) {
        life = machine.life
        self.callGrace = callGrace
        scheduler = machine.scheduler
        self.machine = machine
    }

    var now: Duration { scheduler.now }

    /// Whether the process has been killed, and nothing that it does has an effect any more.
    var hasEnded: Bool { machine.hasEnded }

    /// Returns whether it was woken early.
    @discardableResult
    func sleep(_ duration: Duration, endsWhenCancelled: Bool = true) async -> Bool {
        if duration <= .zero { return false }
        let end = scheduler.now + duration
        do {
            try await scheduler.sleep(until: end)
            return false
        } catch {
            // A call that does not heed it, in a task that cannot sleep any more: something else wakes it.
            if !endsWhenCancelled, scheduler.now < end {
                await withUnsafeContinuation { continuation in
                    scheduler.schedule(at: end) { continuation.resume() }
                }
                return false
            }
            return true
        }
    }

    func note(_ what: StaticString, _ first: Int, _ second: Int, _ text: @autoclosure () -> String = "") {
        machine.note(what, first, second, text())
    }
}
