/// Ties the clock that the courier runs by to the unix time that its file is written in.
struct WallClock: Sendable {
    let instant: ContinuousClock.Instant
    /// Unix milliseconds at `instant`.
    let milliseconds: Int64

    func milliseconds(at instant: ContinuousClock.Instant) -> Int64 {
        milliseconds + Int64(self.instant.duration(to: instant) / .milliseconds(1))
    }

    func instant(at milliseconds: Int64) -> ContinuousClock.Instant {
        instant.advanced(by: .milliseconds(milliseconds - self.milliseconds))
    }
}
