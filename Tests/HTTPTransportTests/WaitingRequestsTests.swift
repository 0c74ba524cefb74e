import HTTPTransport
import Testing

/// Which request comes next, and when somebody must be woken for one that waits.
@Suite struct WaitingRequestsTests {
    private let start = ContinuousClock.now

    private func waiting(_ deadlines: Int...) -> WaitingRequests<Int> {
        var waiting = WaitingRequests<Int>()
        for (index, seconds) in deadlines.enumerated() {
            waiting.append(index, id: UInt64(index), deadline: start + .seconds(seconds))
        }
        return waiting
    }

    @Test func goInTheirOrderWhateverTheirDeadlines() {
        var waiting = waiting(3, 1, 2)
        #expect(waiting.earliestDeadline == start + .seconds(1))
        #expect([waiting.popFirst(), waiting.popFirst(), waiting.popFirst(), waiting.popFirst()] == [0, 1, 2, nil])
        #expect(waiting.isEmpty)
    }

    @Test func nobodyIsWokenForThoseThatAreGone() {
        var cancelled = waiting(1)
        #expect(cancelled.remove(id: 0) == 0)
        #expect(cancelled.earliestDeadline == nil)
        var begun = waiting(1)
        #expect(begun.popFirst() == 0)
        #expect(begun.earliestDeadline == nil)
        var expired = waiting(1)
        #expect(expired.removeExpired(at: start + .seconds(1)) == [0])
        #expect(expired.earliestDeadline == nil)
    }

    @Test func thoseWhoseTimeIsOverLeaveTheOthers() {
        var waiting = waiting(3, 1, 2)
        #expect(waiting.removeExpired(at: start).isEmpty)
        #expect(waiting.removeExpired(at: start + .seconds(2)) == [1, 2])
        #expect(waiting.earliestDeadline == start + .seconds(3))
        #expect(waiting.remove(id: 1) == nil)
        #expect(waiting.popFirst() == 0)
    }

    @Test func theDeadlineOfOneThatWasCancelledPassesOnce() {
        var waiting = waiting(1, 3)
        #expect(waiting.remove(id: 0) == 0)
        #expect(waiting.removeExpired(at: start + .seconds(2)).isEmpty)
        #expect(waiting.earliestDeadline == start + .seconds(3))
    }
}
