import Foundation
import Synchronization
import Testing
import Threading

@Suite("Sleeping on a thread of one's own")
struct SleepTests {
    private final class Woken: Sendable {
        let numbers = Mutex<[Int]>([])
    }

    private let executor = ThreadExecutor(name: "sleepers")

    private func sleep(_ duration: Duration) -> Task<Duration, any Error> {
        let begin = ContinuousClock.now
        return Task.detached(executorPreference: ThreadTasks(executor)) { [executor] in
            try await executor.sleep(until: begin + duration)
            return begin.duration(to: .now)
        }
    }

    @Test("Everybody wakes, not before the time, and in the order of the times")
    func order() async throws {
        let woken = Woken()
        let begin = ContinuousClock.now
        await withTaskGroup { group in
            for number in [3, 1, 4, 2, 0] {
                group.addTask(executorPreference: ThreadTasks(executor)) { [executor] in
                    let deadline = begin + .milliseconds(20 * number)
                    #expect((try? await executor.sleep(until: deadline)) != nil)
                    #expect(ContinuousClock.now >= deadline)
                    woken.numbers.withLock { $0.append(number) }
                }
            }
        }
        #expect(woken.numbers.withLock { $0 } == [0, 1, 2, 3, 4])
    }

    @Test("What has passed is no wait")
    func past() async throws {
        try await executor.sleep(until: .now - .seconds(5))
        try await executor.sleep(until: .now)
    }

    @Test("A sleeper that is cancelled is woken at once, before it sleeps, while it does, and after")
    func cancellation() async throws {
        let long = sleep(.seconds(3_600))
        long.cancel()
        await #expect(throws: CancellationError.self) { try await long.value }
        for _ in 0..<200 {
            let one = sleep(.seconds(3_600))
            let other = sleep(.microseconds(50))
            await Task.yield()
            one.cancel()
            other.cancel()
            await #expect(throws: CancellationError.self) { try await one.value }
            // It was awake already, or it is cancelled.
            _ = try? await other.value
        }
    }

    @Test("Jobs run while others sleep")
    func jobs() async throws {
        let sleeper = sleep(.seconds(3_600))
        for number in 0..<1_000 {
            let result = await Task.detached(executorPreference: ThreadTasks(executor)) { number + 1 }.value
            #expect(result == number + 1)
        }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }
}
