import Delivery
import RouterCore
import Testing

@Suite("Order of a user's events")
struct UserOrderTests {
    private func settings(concurrency: Int = 2) -> DeliverySettings {
        var settings = DeliverySettings()
        settings.limits = BatchLimits(maxEvents: 8, maxBytes: 1 << 20, maxAge: .zero, concurrency: concurrency)
        settings.order = .user
        return settings
    }

    @Test("a retried event holds back its user's later events, and no other user's")
    func retryHoldsBack() {
        let users = ["a", "b", "a", "b", "a", "c", "b", "a"]
        let events = users.enumerated().map { madeEvent(UInt64($0.offset + 1), user: $0.element) }
        var simulation = Simulation(settings: settings(), events: events) { simulation, events in
            .init(
                outcomes: .each(
                    events.map {
                        $0.sequence == 1 && simulation.now.offset < .seconds(100)
                            ? .retry(after: .seconds(50), reason: "busy") : .delivered
                    }
                )
            )
        }
        simulation.run(for: .seconds(40))
        #expect(simulation.delivered.keys.sorted() == [2, 4, 6, 7])
        #expect(simulation.savedCursor == 9)
        simulation.run()
        #expect(simulation.isDrained)
        let ofA = simulation.sent.flatMap(\.sequences).filter { [1, 3, 5, 8].contains($0) }
        #expect(ofA.suffix(4) == [1, 3, 5, 8])
    }

    @Test("never two events of a user in one batch or in flight together")
    func oneAtATime() {
        let events = (1...40).map { madeEvent($0, user: $0 % 2 == 0 ? "even" : "odd") }
        var simulation = Simulation(settings: settings(concurrency: 4), events: events) { _, events in
            .init(outcomes: .all(.delivered))
        }
        simulation.run()
        #expect(simulation.isDrained)
        #expect(simulation.sent.allSatisfy { $0.sequences.count <= 2 })
    }

    @Test("events without a user are in no order")
    func noUser() {
        let events = (1...16).map { madeEvent($0) }
        var simulation = Simulation(settings: settings(), events: events) { _, _ in .init(outcomes: .all(.delivered)) }
        simulation.run()
        #expect(simulation.sent.map(\.sequences.count) == [8, 8])
    }

    @Test("order holds across a restart in the middle of retries")
    func restart() {
        let events = (1...30).map { madeEvent($0, user: "user-\($0 % 3)") }
        var simulation = Simulation(settings: settings(), events: events) { simulation, events in
            .init(
                outcomes: .each(
                    events.map {
                        $0.sequence <= 6 && simulation.now.offset < .seconds(30)
                            ? .retry(after: nil, reason: "busy") : .delivered
                    }
                )
            )
        }
        for _ in 0..<8 {
            simulation.run(for: .seconds(7))
            simulation.crash()
        }
        simulation.run()
        #expect(simulation.isDrained)
    }
}
