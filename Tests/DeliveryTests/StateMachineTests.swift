import Delivery
import RouterCore
import Testing

@Suite("Courier state machine")
struct StateMachineTests {
    private func settings(maxEvents: Int = 16, concurrency: Int = 1) -> DeliverySettings {
        var settings = DeliverySettings()
        settings.limits = BatchLimits(
            maxEvents: maxEvents,
            maxBytes: 1 << 20,
            maxAge: .milliseconds(200),
            concurrency: concurrency
        )
        return settings
    }

    private func events(_ count: UInt64) -> [Event] { (1...count).map { madeEvent($0) } }

    private func sizes(_ simulation: Simulation) -> [Int] { simulation.sent.map(\.sequences.count) }

    @Test("a full backlog is sent in full batches without waiting")
    func fullBatches() {
        var simulation = Simulation(settings: settings(), events: events(48)) { _, _ in
            .init(outcomes: .all(.delivered))
        }
        simulation.run()
        #expect(simulation.isDrained)
        #expect(sizes(simulation) == [16, 16, 16])
        #expect(simulation.now.offset == .milliseconds(15))
    }

    @Test("a batch that is not full waits for others until its oldest event is maxAge old")
    func maxAge() {
        var simulation = Simulation(settings: settings(), events: events(3)) { _, _ in .init(outcomes: .all(.delivered))
        }
        simulation.run(for: .milliseconds(100))
        #expect(simulation.sent.isEmpty)
        simulation.append(madeEvent(4))
        simulation.run()
        #expect(simulation.sent.map(\.at.offset) == [.milliseconds(200)])
        #expect(simulation.sent.map(\.sequences) == [[1, 2, 3, 4]])
    }

    @Test(
        "what an event took to be read counts as waiting, up to half of maxAge",
        arguments: [(0, 200), (40, 160), (100, 100), (250, 100)]
    )
    func ageWhenRead(age: Int64, sentAt: Int64) {
        let event = madeEvent(1, receivedAt: -age)
        var simulation = Simulation(settings: settings(), events: [event]) { _, _ in .init(outcomes: .all(.delivered)) }
        simulation.run()
        #expect(simulation.sent.map(\.at.offset) == [.milliseconds(sentAt)])
    }

    @Test("a batch closes by bytes, and an event over them goes alone")
    func maxBytes() {
        var settings = settings()
        settings.limits.maxBytes = 100
        let sizesOfEvents = [40, 40, 40, 500, 10, 10]
        let events = sizesOfEvents.enumerated().map { madeEvent(UInt64($0.offset + 1), bytes: $0.element) }
        var simulation = Simulation(settings: settings, events: events) { _, _ in .init(outcomes: .all(.delivered)) }
        simulation.run()
        #expect(simulation.sent.map(\.sequences) == [[1, 2], [3], [4], [5, 6]])
    }

    @Test("batches settle on their own, and the cursor stays below the one that is slow")
    func outOfOrder() {
        var simulation = Simulation(settings: settings(maxEvents: 2, concurrency: 3), events: events(6)) { _, events in
            .init(outcomes: .all(.delivered), after: events[0].sequence == 1 ? .seconds(9) : .milliseconds(5))
        }
        simulation.run(for: .seconds(5))
        #expect(simulation.delivered.keys.sorted() == [3, 4, 5, 6])
        #expect(simulation.savedCursor == 1)
        simulation.run()
        #expect(simulation.savedCursor == 7)
    }

    @Test("reading stops where it would run too far ahead of what is not settled")
    func readAhead() {
        var limits = CourierLimits()
        limits.maxReadAhead = 10
        var simulation = Simulation(
            settings: settings(maxEvents: 2, concurrency: 2),
            limits: limits,
            events: events(100)
        ) { _, events in
            .init(outcomes: .all(.delivered), after: events[0].sequence == 1 ? .seconds(9) : .milliseconds(5))
        }
        simulation.run(for: .seconds(8))
        #expect(simulation.delivered.count <= 12)
        simulation.run()
        #expect(simulation.isDrained)
    }

    @Test(
        "while every slot is taken nothing is read in advance, but for a destination of one slot",
        arguments: [(1, 32), (2, 32), (4, 64)]
    )
    func readingInAdvance(concurrency: Int, held: Int) {
        var simulation = Simulation(settings: settings(concurrency: concurrency), events: events(100)) { _, _ in
            .init(outcomes: .all(.delivered), after: .seconds(9))
        }
        simulation.run(for: .seconds(5))
        #expect(simulation.machine.heldCount == held)
        simulation.run()
        #expect(simulation.isDrained)
        #expect(sizes(simulation) == [16, 16, 16, 16, 16, 16, 4])
    }

    @Test("what is to be saved names the events that are held, and no other")
    func position() {
        var simulation = Simulation(settings: settings(maxEvents: 2, concurrency: 3), events: events(12)) { _, events in
            let isSlow = [1, 5].contains(events[0].sequence)
            return .init(outcomes: .all(.delivered), after: isSlow ? .seconds(9) : .milliseconds(5))
        }
        simulation.run(for: .seconds(5))
        #expect(simulation.machine.position.readEnd == 13)
        #expect(simulation.machine.position.unsettled == [1...2, 5...6])
    }

    @Test("one event of a batch that is to be retried goes into the retry queue with its own backoff")
    func singleRetry() throws {
        var simulation = Simulation(settings: settings(), events: events(16)) { simulation, events in
            let isFirst = simulation.sent.count == 1
            return .init(
                outcomes: .each(
                    events.map {
                        isFirst && $0.sequence == 5 ? .retry(after: nil, reason: "busy") : .delivered
                    }
                )
            )
        }
        simulation.run(for: .milliseconds(5))
        #expect(simulation.savedCursor == 17)
        let row = try #require(simulation.rows.values.first)
        #expect(row.sequence == 5)
        #expect(row.dueAt.offset <= .milliseconds(1_005))
        simulation.run()
        #expect(simulation.sent.map(\.sequences).last == [5])
        #expect(simulation.delivered[5] == 1)
    }

    @Test("an event's backoff grows up to the maximum and respects what the destination asks for")
    func eventBackoff() {
        var settings = settings(maxEvents: 2)
        settings.retryMax = .seconds(60)
        var simulation = Simulation(settings: settings, events: events(2)) { simulation, events in
            let attempt = simulation.sent.count
            return .init(
                outcomes: .each(
                    events.map { event in
                        if event.sequence == 2 || attempt >= 30 { return .delivered }
                        return .retry(after: attempt == 9 ? .seconds(500) : nil, reason: "busy")
                    }
                ),
                after: .zero
            )
        }
        simulation.run()
        let times = simulation.sent.map(\.at)
        for attempt in 1..<times.count {
            let delay = times[attempt - 1].duration(to: times[attempt])
            if attempt == 9 {
                #expect(delay >= .seconds(500))
            } else {
                let ceiling = min(Duration.seconds(60), .seconds(1 << min(attempt - 1, 6)))
                #expect(delay <= ceiling + .milliseconds(1))
            }
        }
        #expect(simulation.isDrained)
    }

    @Test("a poison in a batch that is refused whole becomes the only dead letter", arguments: 1...16)
    func poison(position: Int) {
        let poison = UInt64(position)
        var simulation = Simulation(settings: settings(), events: events(16)) { _, events in
            let isRefused = events.contains { $0.sequence == poison }
            return .init(outcomes: .all(isRefused ? .rejected(reason: "bad row") : .delivered))
        }
        simulation.run()
        #expect(simulation.dead == [poison: "bad row"])
        #expect(simulation.delivered.count == 15)
        #expect(simulation.sent.count <= 7)
        #expect(simulation.sent.contains { $0.sequences == [poison] })
        #expect(simulation.savedCursor == 17)
    }

    @Test("a destination that gives too few outcomes has the whole batch sent again")
    func mismatch() {
        var simulation = Simulation(settings: settings(), events: events(16)) { simulation, events in
            .init(outcomes: simulation.sent.count == 1 ? .each([.delivered]) : .all(.delivered))
        }
        simulation.run()
        #expect(simulation.notices.contains { $0.notice == .outcomeCountMismatch(expected: 16, got: 1) })
        #expect(simulation.delivered.count == 16)
        #expect(simulation.dead.isEmpty)
    }

    @Test("an event that is retried for longer than wanted becomes a dead letter with the last reason")
    func giveUp() throws {
        var settings = settings(maxEvents: 2)
        settings.giveUpAfter = .seconds(600)
        var simulation = Simulation(settings: settings, events: events(2)) { _, events in
            .init(
                outcomes: .each(
                    events.map {
                        $0.sequence == 1 ? .retry(after: nil, reason: "still busy") : .delivered
                    }
                )
            )
        }
        simulation.run()
        #expect(simulation.dead == [1: "still busy"])
        let last = try #require(simulation.sent.last)
        #expect(last.at.offset >= .seconds(600))
        #expect(last.at.offset <= .seconds(900))
    }

    @Test("the rate is never exceeded, retries and probes included")
    func rate() {
        var settings = settings()
        settings.rate = 20
        var simulation = Simulation(settings: settings, events: events(200)) { simulation, events in
            simulation.sent.count % 5 == 0
                ? .init(outcomes: .all(.retry(after: nil, reason: "busy"))) : .init(outcomes: .all(.delivered))
        }
        simulation.run()
        #expect(simulation.isDrained)
        let sent = simulation.sent
        for (index, first) in sent.enumerated() {
            let count = sent[index...].prefix { first.at.duration(to: $0.at) < .seconds(1) }
                .reduce(0) { $0 + $1.sequences.count }
            #expect(count <= 22)
        }
    }

    @Test("with a full retry queue nothing new is read until it drains")
    func fullRetryQueue() {
        var limits = CourierLimits()
        limits.maxRetryEvents = 8
        var simulation = Simulation(settings: settings(), limits: limits, events: events(200)) { simulation, events in
            let isOver = simulation.now.offset > .seconds(100)
            return .init(
                outcomes: .each(
                    events.map {
                        isOver || $0.sequence % 16 == 1 ? .delivered : .retry(after: nil, reason: "busy")
                    }
                )
            )
        }
        simulation.run(for: .seconds(20))
        #expect(simulation.rows.count <= 8 + 16)
        #expect(!simulation.isDrained)
        simulation.run()
        #expect(simulation.isDrained)
    }

    @Test("a stop waits for what is in flight and starts nothing")
    func stop() {
        var simulation = Simulation(settings: settings(), events: events(64)) { _, _ in
            .init(outcomes: .all(.delivered), after: .seconds(3))
        }
        simulation.run(for: .seconds(1))
        simulation.machine.stop()
        simulation.run(for: .seconds(60))
        #expect(simulation.delivered.count == 16)
        #expect(simulation.savedCursor == 17)
    }
}
