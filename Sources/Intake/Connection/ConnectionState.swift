/// What one HTTP/1.1 connection is doing and how long it may go on doing it. Pure: it is told the time.
///
///     awaitingHead → receiving → answering → awaitingHead …      (or streaming, to the end of the connection)
///          │             │           └──────→ closing        (the last answer, the request was read to its end)
///          └─────────────┴──────────────────→ draining       (answered early: input is thrown away for a while, so
///                                                             that the client reads the answer and not a reset)
package struct ConnectionState: Sendable {
    package typealias Instant = ContinuousClock.Instant

    package enum Phase: Sendable, Hashable {
        case awaitingHead
        case receiving
        case answering
        case streaming
        case draining
        case closing
    }

    /// What ran out of time.
    package enum Expiry: Sendable, Hashable {
        /// No request came: close without a word.
        case idle
        /// The body is too slow: answer 408.
        case body
        /// The answer takes too long: answer 503.
        case answer
        /// Nothing more is to be waited for: close.
        case close
    }

    package private(set) var phase = Phase.awaitingHead
    private let limits: ConnectionLimits
    private var isFirstRequest = true
    private var began: Instant
    private var lastProgress: Instant
    /// Bytes of the body, or bytes thrown away.
    private var received = 0
    private var outputBlockedSince: Instant?
    private var answerTimeout: Duration

    package init(limits: ConnectionLimits, now: Instant) {
        self.limits = limits
        answerTimeout = limits.answerTimeout
        self.began = now
        self.lastProgress = now
    }

    package mutating func beginReceiving(at now: Instant) {
        isFirstRequest = false
        enter(.receiving, at: now)
    }

    /// `timeout` is how long the answer may take, where that is not what the limits say.
    package mutating func beginAnswering(at now: Instant, within timeout: Duration? = nil) {
        answerTimeout = timeout ?? limits.answerTimeout
        enter(.answering, at: now)
    }

    /// An answer without an end of its own is on its way.
    package mutating func beginStreaming(at now: Instant) { enter(.streaming, at: now) }

    /// The answer is on its way and another request may come.
    package mutating func beginNextRequest(at now: Instant) { enter(.awaitingHead, at: now) }

    package mutating func beginDraining(at now: Instant) { enter(.draining, at: now) }

    package mutating func beginClosing(at now: Instant) { enter(.closing, at: now) }

    /// Counts input. False once more was thrown away than lingering allows: close.
    package mutating func received(_ bytes: Int, at now: Instant) -> Bool {
        received += bytes
        lastProgress = now
        return phase != .draining || received <= limits.lingerBytes
    }

    /// The client has left so much unread that nothing more can be written, or has caught up.
    package mutating func outputBlocked(_ isBlocked: Bool, at now: Instant) {
        outputBlockedSince = isBlocked ? (outputBlockedSince ?? now) : nil
    }

    /// What has run out of time at `now`; nil if nothing has.
    package func expiry(at now: Instant) -> Expiry? {
        // Who reads a stream slowly misses some of it, and costs no more.
        if phase == .streaming { return nil }
        if let outputBlockedSince, now - outputBlockedSince >= limits.writeTimeout { return .close }
        let age = now - began
        switch phase {
        case .awaitingHead:
            return age >= (isFirstRequest ? limits.headerTimeout : limits.idleTimeout) ? .idle : nil
        case .receiving:
            return isBodyTooSlow(age: age, now: now) ? .body : nil
        case .streaming:
            return nil
        case .answering:
            return age >= answerTimeout ? .answer : nil
        case .draining:
            return age >= limits.lingerTimeout ? .close : nil
        case .closing:
            return age >= limits.writeTimeout ? .close : nil
        }
    }

    private func isBodyTooSlow(age: Duration, now: Instant) -> Bool {
        if age >= limits.bodyTimeout || now - lastProgress >= limits.bodyInactivityTimeout { return true }
        let earned = Duration.seconds(received) / max(1, limits.minimumBodyRate)
        return age >= limits.bodyInactivityTimeout + earned
    }

    private mutating func enter(_ next: Phase, at now: Instant) {
        phase = next
        began = now
        lastProgress = now
        received = 0
    }
}
