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

    @Test("what comes later does not join what was sent again while an event between them is in flight")
    func sentAgainMeanwhile() {
        var machine = CourierStateMachine<ManualInstant>(
            settings: settings(concurrency: 1),
            limits: CourierLimits(),
            saved: SavedProgress(),
            seed: 1,
            at: ManualInstant()
        )
        let now = ManualInstant()
        _ = machine.preparationEnded(nil, at: now)
        machine.took([], mayBeMore: false)
        machine.received(
            [madeEvent(2, user: "a"), madeEvent(3, user: "b")].map(EventReference.init),
            position: 4,
            reachedEnd: true,
            at: now,
            unixTime: now.unixTime
        )
        guard case .send(let flight) = machine.next(at: now) else {
            Issue.record("nothing is sent")
            return
        }
        // A person has an earlier one sent again, and a later one comes.
        let again = RetryEntry(id: 1, sequence: 1, byteCount: 10, userID: "a", dueAt: now, isAdopted: true, replayID: 1)
        machine.tookReplay([again], hasMore: false)
        machine.received(
            [EventReference(madeEvent(4, user: "a"))],
            position: 5,
            reachedEnd: true,
            at: now,
            unixTime: now.unixTime
        )
        if case .settle(let behind) = machine.next(at: now) {
            #expect(behind.queued.isEmpty, "4 goes into the queue before 2 may have to")
        }
        let outcomes = Outcomes.each([.retry(after: .seconds(9), reason: "busy"), .delivered])
        let failed = machine.finished(flight.id, outcomes, at: now)
        var order: [UInt64] = failed.queued.map(\.entry.sequence)
        while case .settle(let settlement) = machine.next(at: now) {
            order += settlement.queued.map(\.entry.sequence)
        }
        #expect(order == [2, 4])
    }

    @Test("a replay does not send what was passed over before an earlier event that still waits")
    func replayOutOfTurn() {
        var saved = SavedProgress<ManualInstant>()
        saved.position = BacklogPosition(readEnd: 6, unsettled: [2...2])
        var machine = CourierStateMachine<ManualInstant>(
            settings: settings(),
            limits: CourierLimits(),
            saved: saved,
            seed: 1,
            at: ManualInstant()
        )
        let now = ManualInstant()
        #expect(machine.replayBound == 2, "whose event 2 is, is not known yet")
        let events = (2...5).map { madeEvent($0, user: $0 == 4 ? "b" : "a") }
        machine.received(
            events.map(EventReference.init),
            position: 6,
            reachedEnd: true,
            at: now,
            unixTime: now.unixTime
        )
        #expect(machine.replayBound == nil)
        #expect(machine.outOfTurn(events) == [3, 5])
    }
}
