import Backfill
import TestSupport
import Testing

@Suite struct RequestPacerTests {
    @Test func neverMoreDaysThanTheBudgetInAnyHour() {
        var random = SeededGenerator(7)
        for _ in 0..<50 {
            var pacer = RequestPacer()
            var spent: [(at: Int64, days: Int)] = []
            var now: Int64 = 0
            for _ in 0..<60 {
                let days = Int.random(in: 1...1825, using: &random)
                let ready = pacer.readyAt(days: days, now: now)
                #expect(ready >= now)
                let held = spent.filter { $0.at > ready - 3_600_000 }.reduce(days) { $0 + $1.days }
                #expect(held <= 6000)
                if ready > now {
                    let early = spent.filter { $0.at > ready - 1 - 3_600_000 }.reduce(days) { $0 + $1.days }
                    #expect(early > 6000, "it waits no longer than it must")
                }
                now = ready
                pacer.spend(days: days, now: now)
                spent.append((now, days))
                now += Int64.random(in: 0...400_000, using: &random)
            }
        }
    }

    @Test func waitsAsLongAsItIsTold() {
        var pacer = RequestPacer()
        pacer.learn(remaining: 28, resetAfter: 5000, nextDays: 28, now: 0)
        #expect(pacer.readyAt(days: 28, now: 0) == 0)
        pacer.learn(remaining: 27, resetAfter: 5000, nextDays: 28, now: 100)
        #expect(pacer.readyAt(days: 28, now: 200) == 5100)
        pacer.pause(until: 3000)
        #expect(pacer.readyAt(days: 28, now: 200) == 5100)
        #expect(pacer.readyAt(days: 28, now: 9000) == 9000)
        #expect(RateHeaders(remaining: "5", resetAfter: "1.5") == RateHeaders(remaining: 5, resetAfter: 1500))
        #expect(RateHeaders(remaining: "5", resetAfter: nil) == nil)
        #expect(RateHeaders(remaining: "-1", resetAfter: "99999999")?.resetAfter == 3_600_000)
    }
}
