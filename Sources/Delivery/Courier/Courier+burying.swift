package import RouterCore

extension Courier {
    /// Puts an event that this destination was never sent into its dead letters, and returns once that will survive a
    /// power cut. The same event a second time is none more. False where the file cannot be written; asked again, it may
    /// go well.
    package func bury(_ event: Event, reason: String) -> Bool {
        let clock = environment.clock()
        let letter = Letter(EventReference(event), readIndex: 0, seenAt: clock.instant)
        let dead = Settlement.Dead(letter: letter, reason: reason)
        do {
            guard try store.bury(dead, clock) else { return true }
        } catch {
            storeFailed(error)
            return false
        }
        var settlement = Settlement<Instant>()
        settlement.dead = [dead]
        deadLetterCount += 1
        statistics.count(settlement, at: clock.milliseconds)
        log.died(dead.letter, reason, at: clock.instant)
        publish(settlement, at: clock.milliseconds)
        return true
    }
}
