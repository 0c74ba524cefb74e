import Intake
import Testing

@Suite("How long a connection may go on")
struct ConnectionStateTests {
    private static let start = ContinuousClock.now
    private static let limits = {
        var limits = ConnectionLimits()
        limits.headerTimeout = .seconds(10)
        limits.idleTimeout = .seconds(75)
        limits.bodyInactivityTimeout = .seconds(5)
        limits.minimumBodyRate = 100
        limits.bodyTimeout = .seconds(60)
        limits.answerTimeout = .seconds(7)
        limits.writeTimeout = .seconds(4)
        limits.lingerTimeout = .seconds(3)
        limits.lingerBytes = 1000
        return limits
    }()

    private func after(_ seconds: Double) -> ContinuousClock.Instant { Self.start + .seconds(seconds) }

    private func fresh() -> ConnectionState { ConnectionState(limits: Self.limits, now: Self.start) }

    /// Input once a second.
    private func receive(_ bytes: Int, until last: Int, _ state: inout ConnectionState) {
        for second in 1...last {
            let goesOn = state.received(bytes, at: after(Double(second)))
            #expect(goesOn)
        }
    }

    @Test("A stream has no end, however slowly it is read; an answer may be given more time than others")
    func streams() {
        var state = fresh()
        state.beginReceiving(at: after(1))
        state.beginAnswering(at: after(2), within: .seconds(120))
        #expect(state.expiry(at: after(121.9)) == nil)
        #expect(state.expiry(at: after(122)) == .answer)
        state.beginStreaming(at: after(122))
        state.outputBlocked(true, at: after(123))
        #expect(state.expiry(at: after(86_400)) == nil)
    }

    @Test("The first head has less time than later ones")
    func heads() {
        var state = fresh()
        #expect(state.expiry(at: after(9.9)) == nil)
        #expect(state.expiry(at: after(10)) == .idle)
        state.beginReceiving(at: after(1))
        state.beginAnswering(at: after(2))
        state.beginNextRequest(at: after(3))
        #expect(state.expiry(at: after(77)) == nil)
        #expect(state.expiry(at: after(78)) == .idle)
    }

    @Test("A body must go on, and at a rate")
    func body() {
        var state = fresh()
        state.beginReceiving(at: after(0))
        #expect(state.expiry(at: after(4.9)) == nil)
        #expect(state.expiry(at: after(5)) == .body)
        receive(10, until: 6, &state)
        // 60 bytes at 100 a second earn 0.6 s beyond the first five.
        #expect(state.expiry(at: after(5.5)) == nil)
        #expect(state.expiry(at: after(6)) == .body)
    }

    @Test("A body has an end even at a good rate")
    func longBody() {
        var state = fresh()
        state.beginReceiving(at: after(0))
        receive(10_000, until: 59, &state)
        #expect(state.expiry(at: after(59.9)) == nil)
        #expect(state.expiry(at: after(60)) == .body)
    }

    @Test("An answer is waited for no longer than its bound")
    func answer() {
        var state = fresh()
        state.beginReceiving(at: after(0))
        state.beginAnswering(at: after(50))
        #expect(state.expiry(at: after(56.9)) == nil)
        #expect(state.expiry(at: after(57)) == .answer)
    }

    @Test("After an early answer input is thrown away for a while and up to a size")
    func draining() {
        var state = fresh()
        state.beginReceiving(at: after(0))
        state.beginDraining(at: after(1))
        #expect(state.expiry(at: after(3.9)) == nil)
        #expect(state.expiry(at: after(4)) == .close)
        let isWithin = state.received(1000, at: after(2))
        #expect(isWithin)
        let isStillWithin = state.received(1, at: after(2))
        #expect(!isStillWithin)
    }

    @Test("A client that does not read is not waited for")
    func blockedOutput() {
        var state = fresh()
        state.outputBlocked(true, at: after(1))
        state.outputBlocked(true, at: after(3))
        #expect(state.expiry(at: after(4.9)) == nil)
        #expect(state.expiry(at: after(5)) == .close)
        state.outputBlocked(false, at: after(4))
        #expect(state.expiry(at: after(9)) == nil)
    }

    @Test("The last answer has the write timeout to leave")
    func closing() {
        var state = fresh()
        state.beginClosing(at: after(2))
        #expect(state.expiry(at: after(5.9)) == nil)
        #expect(state.expiry(at: after(6)) == .close)
    }
}
