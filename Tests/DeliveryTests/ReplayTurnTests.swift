import Delivery
import RouterCore
import Testing

@Suite("A replay beside live events")
struct ReplayTurnTests {
    /// A destination that takes all it is sent, a journal without an end, and a replay without one.
    private struct Endless {
        var machine: CourierStateMachine<ManualInstant>
        var now = ManualInstant()
        var nextLive: UInt64 = 1_000_000
        var nextReplayed: UInt64 = 1
        var liveSent = 0
        var replayedSent = 0
        var mostWaiting = 0
        var isDown = false
        var findsNothing = false

        init(_ settings: DeliverySettings) {
            machine = CourierStateMachine(
                settings: settings,
                limits: CourierLimits(),
                saved: SavedProgress(),
                seed: 1,
                at: now
            )
            machine.replayHasMore(true)
        }

        mutating func step() {
            switch machine.next(at: now) {
            case .prepare: _ = machine.preparationEnded(nil, at: now)
            case .read(let maxEvents, _): read(maxEvents)
            case .takeRequested: machine.took([], mayBeMore: false)
            case .takeReplay(let maxEvents, _, let firstID): takeReplay(maxEvents, firstID)
            case .send(let flight): send(flight)
            case .settle: break
            case .wait(let until, _): now = until ?? now.advanced(by: .milliseconds(1))
            case .finished: break
            }
            mostWaiting = max(mostWaiting, machine.replayedWaiting)
        }

        private mutating func read(_ count: Int) {
            let events = (0..<UInt64(count)).map { madeEvent(nextLive + $0) }
            nextLive += UInt64(count)
            machine.received(
                events.map(EventReference.init),
                position: nextLive,
                reachedEnd: false,
                at: now,
                unixTime: now.unixTime
            )
        }

        private mutating func takeReplay(_ count: Int, _ firstID: Int64) {
            let entries = (0..<(findsNothing ? 0 : count)).map { index in
                RetryEntry(
                    id: firstID + Int64(index),
                    sequence: nextReplayed + UInt64(index),
                    byteCount: 10,
                    userID: nil,
                    dueAt: now,
                    isAdopted: true,
                    replayID: 1
                )
            }
            nextReplayed += UInt64(count)
            machine.tookReplay(entries, hasMore: true)
        }

        private mutating func send(_ flight: Flight<ManualInstant>) {
            if flight.isRetry {
                let events = Dictionary(
                    uniqueKeysWithValues: flight.letters.compactMap { letter in
                        letter.retryID.map { ($0, madeEvent(letter.sequence)) }
                    }
                )
                _ = machine.loaded(events, into: flight.id, at: now)
                replayedSent += flight.letters.count
            } else {
                liveSent += flight.letters.count
            }
            now = now.advanced(by: .milliseconds(5))
            let outcomes: Outcomes = isDown ? .all(.retry(after: nil, reason: "down")) : .all(.delivered)
            _ = machine.finished(flight.id, outcomes, at: now)
        }
    }

    private var settings: DeliverySettings {
        var settings = DeliverySettings()
        settings.limits = BatchLimits(maxEvents: 8, maxBytes: 1 << 20, maxAge: .zero, concurrency: 1)
        return settings
    }

    @Test("takes every other batch, and no more than two batches of it lie in the retry queue")
    func turns() {
        var endless = Endless(settings)
        for _ in 0..<2_000 { endless.step() }
        #expect(endless.liveSent > 1_000)
        let share = Double(endless.replayedSent) / Double(endless.liveSent + endless.replayedSent)
        #expect((0.45...0.55).contains(share), "\(share) of what was sent was the replay's")
        #expect(endless.mostWaiting <= 16)
    }

    @Test("adds nothing to the queue of a destination that is down")
    func down() {
        var endless = Endless(settings)
        endless.isDown = true
        for _ in 0..<500 { endless.step() }
        #expect(endless.mostWaiting <= 16)
        #expect(endless.nextReplayed <= 17)
    }

    @Test("that finds nothing for long does not hold up live events")
    func empty() {
        var endless = Endless(settings)
        endless.findsNothing = true
        for _ in 0..<2_000 { endless.step() }
        #expect(endless.liveSent > 1_000)
        #expect(endless.replayedSent == 0)
    }
}
