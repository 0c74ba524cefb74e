import Delivery
import TestSupport
import Testing

@Suite("Backoff")
struct BackoffTests {
    private let backoff = Backoff(initial: .seconds(1), max: .seconds(300), maxRetryAfter: .seconds(3_600))

    @Test(
        "the ceiling doubles with each failure, up to the maximum",
        arguments: [(0, 1), (1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (64, 300), (1_000_000, 300)]
    )
    func ceiling(failures: Int, seconds: Int) {
        #expect(backoff.ceiling(failures: failures) == .seconds(seconds))
    }

    @Test("an initial delay above the maximum is cut to it")
    func initialAboveMax() {
        let backoff = Backoff(initial: .seconds(10), max: .seconds(3), maxRetryAfter: .seconds(1))
        #expect(backoff.ceiling(failures: 1) == .seconds(3))
    }

    @Test("delays fill the whole range from zero to the ceiling")
    func fullJitter() {
        var generator = SeededGenerator(7)
        let delays = (0..<2_000).map { _ in backoff.delay(failures: 4, retryAfter: nil, using: &generator) }
        #expect(delays.allSatisfy { $0 >= .zero && $0 <= .seconds(8) })
        #expect(delays.contains { $0 < .milliseconds(400) })
        #expect(delays.contains { $0 > .milliseconds(7_600) })
    }

    @Test("what the destination asks for is the least delay, within its bound")
    func retryAfter() {
        var generator = SeededGenerator(7)
        for _ in 0..<100 {
            #expect(backoff.delay(failures: 1, retryAfter: .seconds(20), using: &generator) == .seconds(20))
            #expect(backoff.delay(failures: 1, retryAfter: .seconds(86_400), using: &generator) == .seconds(3_600))
        }
    }
}
