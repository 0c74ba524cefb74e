import Backfill
import RouterCore
import TestSupport
import Testing

@Suite struct BackfillMachineTests {
    private static func job(users: Int = 1, days: Int = 60, types: [String] = ["body"]) -> BackfillJob {
        BackfillJob(users: (0..<users).map { "user-\($0)" }, types: types, days: DaySpan(1000, 1000 + days - 1))
    }

    private static func ask(_ machine: inout BackfillMachine, now: Int64 = 0) throws -> BackfillWindow {
        guard case .ask(let window) = machine.next(now: now) else { throw Unexpected() }
        return window
    }

    private struct Unexpected: Error {}

    private static func count(_ window: BackfillWindow, in had: inout [String: Int]) {
        for day in window.days.first...window.days.last {
            had["\(window.user)/\(window.type)/\(day)", default: 0] += 1
        }
    }

    /// Whatever goes wrong on the way, each day is had once or is in a failure, and it ends.
    @Test(arguments: 0..<100) func everyDayIsHadOnceWhateverHappens(seed: UInt64) throws {
        var random = SeededGenerator(seed)
        let job = Self.job(users: 70, days: 65, types: ["body", "sleep"])
        var machine = BackfillMachine(job, ProgressState(), now: 0)
        var now: Int64 = 0
        var had: [String: Int] = [:]
        var underWay: [BackfillWindow] = []
        steps: for step in 0... {
            try #require(step < 20_000, "it ends")
            switch machine.next(now: now) {
            case .ask(let window):
                #expect(window.days.count <= 28)
                #expect(!underWay.contains { $0.user == window.user }, "one request a user at a time")
                underWay.append(window)
                if underWay.count < 4, Bool.random(using: &random) { continue }
            case .wait(let time) where underWay.isEmpty:
                #expect(time > now && time < .max)
                now = time
                continue
            case .wait: break
            case .watch:
                let sights = machine.references.map { ($0, LargeRequestSight.complete) }
                for case .done(let window) in machine.look(at: Dictionary(uniqueKeysWithValues: sights), now: now) {
                    Self.count(window, in: &had)
                }
                continue
            case .finished: break steps
            }
            let window = underWay.remove(at: Int.random(in: 0..<underWay.count, using: &random))
            let outcome: WindowOutcome =
                switch Int.random(in: 0..<10, using: &random) {
                case 0: .transient("broken")
                case 1: .throttled(retryAfter: 2000)
                case 2: .processing(retryAfter: 500)
                case 3: .tooLong("slow")
                case 4: .throughWebhook(reference: "request-\(step)", isLarge: true)
                default: .taken(accepted: window.days.count, duplicates: 0)
                }
            if case .done(let window) = machine.settle(window, outcome, rate: nil, now: now) {
                Self.count(window, in: &had)
            }
        }
        #expect(machine.fatal == nil && machine.counts.done == had.count)
        // A window that went wrong eight times in a row.
        for failure in machine.failures { Self.count(failure.window, in: &had) }
        #expect(had.count == job.size && had.values.allSatisfy { $0 == 1 })
        #expect(machine.failures.count < 20)
    }

    @Test func whatCannotBeHadIsLeftAndTheRestGoesOn() throws {
        var machine = BackfillMachine(Self.job(users: 2, types: ["body", "sleep"]), ProgressState(), now: 0)
        let first = try Self.ask(&machine)
        #expect(machine.settle(first, .refused("unknown"), rate: nil, now: 0) == nil)
        let second = try Self.ask(&machine)
        #expect(second == BackfillWindow(user: 0, type: "sleep", days: DaySpan(1000, 1027)))
        #expect(machine.failures.map(\.window) == [first])
    }

    @Test func aBrokenServiceIsGivenUpAfterSomeTime() throws {
        var machine = BackfillMachine(Self.job(users: 5), ProgressState(), now: 0)
        var now: Int64 = 0
        var requests = 0
        while true {
            switch machine.next(now: now) {
            case .ask(let window):
                requests += 1
                _ = machine.settle(window, .transient("down"), rate: nil, now: now)
                continue
            case .wait(let time): now = time
            case .watch, .finished:
                #expect(machine.fatal?.contains("down") == true)
                #expect(requests <= 5 * 8)
                return
            }
        }
    }

    @Test func aWrongKeyEndsItAtOnce() throws {
        var machine = BackfillMachine(Self.job(users: 5), ProgressState(), now: 0)
        let first = try Self.ask(&machine)
        let second = try Self.ask(&machine)
        _ = machine.settle(first, .fatal("401"), rate: nil, now: 0)
        #expect(machine.next(now: 0) == .wait(until: .max), "an answer is under way")
        _ = machine.settle(second, .fatal("401"), rate: nil, now: 0)
        #expect(machine.next(now: 0) == .finished)
    }

    @Test func aLargeRequestThatMissesChunksOrIsNeverHeardOfIsAskedForAgainNextTime() throws {
        var machine = BackfillMachine(Self.job(users: 2, days: 20), ProgressState(), now: 0)
        let first = try Self.ask(&machine)
        let second = try Self.ask(&machine)
        let note = machine.settle(first, .throughWebhook(reference: "a:x", isLarge: true), rate: nil, now: 0)
        #expect(note == .awaited(first, reference: "a:x"))
        _ = machine.settle(second, .throughWebhook(reference: "b", isLarge: true), rate: nil, now: 0)
        #expect(machine.next(now: 0) == .watch)
        #expect(machine.look(at: ["a": .open], now: 3_000_000) == [])
        #expect(machine.look(at: ["a": .incomplete], now: 3_100_000) == [.released(reference: "a:x")])
        #expect(machine.look(at: nil, now: 3_599_999) == [])
        #expect(machine.look(at: nil, now: 3_600_000) == [.released(reference: "b")])
        #expect(machine.next(now: 3_600_000) == .finished && machine.counts.failed == 2)
    }

    @Test func theEstimateFollowsThisRun() {
        var counts = BackfillCounts()
        (counts.total, counts.done) = (100, 40)
        #expect(counts.secondsLeft(elapsed: 1000) == nil)
        counts.doneNow = 20
        #expect(counts.secondsLeft(elapsed: 10_000) == 30)
    }
}
