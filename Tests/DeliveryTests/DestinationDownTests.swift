import Delivery
import RouterCore
import Testing

@Suite("A destination that is down, paused or hanging")
struct DestinationDownTests {
    private func settings(maxEvents: Int = 16, concurrency: Int = 1) -> DeliverySettings {
        var settings = DeliverySettings()
        settings.limits = BatchLimits(maxEvents: maxEvents, maxBytes: 1 << 20, maxAge: .zero, concurrency: concurrency)
        return settings
    }

    private func events(_ count: UInt64) -> [Event] { (1...count).map { madeEvent($0) } }

    private func retry(_ reason: String = "refused", after: Duration? = nil) -> Simulation.Answer {
        .init(outcomes: .all(.retry(after: after, reason: reason)))
    }

    private func isUp(_ notice: CourierNotice) -> Bool {
        if case .up = notice { true } else { false }
    }

    @Test("it is reported down once and up once, probed with one event, and then sent more and more")
    func downAndUp() {
        var simulation = Simulation(settings: settings(), events: events(100)) { simulation, _ in
            simulation.now.offset < .seconds(1_000)
                ? .init(outcomes: .all(.retry(after: nil, reason: "refused"))) : .init(outcomes: .all(.delivered))
        }
        simulation.run()
        #expect(simulation.isDrained)
        let down = simulation.sent.filter { $0.at.offset < .seconds(1_000) }.map(\.sequences.count)
        #expect(down.first == 16)
        #expect(down.dropFirst().allSatisfy { $0 == 1 })
        let up = simulation.sent.filter { $0.at.offset >= .seconds(1_000) }
        #expect(simulation.notices.filter { $0.notice == .down(reason: "refused") }.count == 1)
        #expect(simulation.notices.filter { isUp($0.notice) }.count == 1)
        #expect(up.map(\.sequences.count).filter { $0 > 1 }.starts(with: [2, 4, 8, 16]))
    }

    @Test("while it is down only the probes are in the retry queue, and no event is probed twice in a row")
    func probesRotate() {
        var simulation = Simulation(settings: settings(), events: events(1_000)) { _, _ in
            .init(outcomes: .all(.retry(after: nil, reason: "refused")))
        }
        simulation.run(for: .seconds(3_600))
        let probes = simulation.sent.dropFirst().map(\.sequences)
        #expect(probes.count > 8)
        #expect(probes == (1...UInt64(probes.count)).map { [$0] })
        #expect(simulation.rows.count == probes.count)
        #expect(simulation.machine.heldCount <= 32)
        #expect(simulation.delivered.isEmpty && simulation.dead.isEmpty)
    }

    @Test("probes follow the destination's own delay, else a backoff that grows up to the maximum")
    func probeTimes() {
        var simulation = Simulation(settings: settings(), events: events(100)) { simulation, _ in
            let after = simulation.sent.count == 3 ? Duration.seconds(1_000) : nil
            return .init(outcomes: .all(.retry(after: after, reason: "refused")), after: .zero)
        }
        simulation.run(for: .seconds(20_000))
        let times = simulation.sent.map(\.at)
        for index in 1..<times.count {
            let delay = times[index - 1].duration(to: times[index])
            if index == 3 {
                #expect(delay >= .seconds(1_000))
            } else {
                #expect(delay <= min(.seconds(300), .seconds(1 << min(index - 1, 9))) + .milliseconds(1))
            }
        }
        #expect(times.count > 20)
    }

    @Test("an event that makes every batch fail with an unknown error holds up nothing", arguments: [1, 7, 16, 33])
    func unknownPoison(poison: UInt64) {
        var simulation = Simulation(settings: settings(), events: events(64)) { _, events in
            events.contains { $0.sequence == poison }
                ? .init(outcomes: .all(.retry(after: nil, reason: "internal error")))
                : .init(outcomes: .all(.delivered))
        }
        simulation.run(for: .seconds(60))
        #expect(simulation.delivered.count == 63)
        #expect(simulation.rows.values.map(\.sequence) == [poison])
        #expect(simulation.savedCursor == 65)
        #expect(simulation.notices.filter { if case .down = $0.notice { true } else { false } }.count == 1)
        #expect(simulation.machine.condition.phase == .up)
    }

    @Test("two such events hold up nothing either, also when new events keep coming")
    func twoPoisons() {
        var simulation = Simulation(settings: settings(concurrency: 2), events: events(64)) { _, events in
            events.contains { $0.sequence == 20 || $0.sequence == 21 }
                ? .init(outcomes: .all(.retry(after: nil, reason: "internal error")))
                : .init(outcomes: .all(.delivered))
        }
        simulation.run(for: .seconds(300))
        #expect(simulation.delivered.count == 62)
        for sequence in UInt64(65)...90 {
            simulation.append(madeEvent(sequence))
            simulation.run(for: .seconds(600))
            #expect(simulation.delivered[sequence] == 1)
        }
    }

    @Test("a pause is reported once, probed rarely with one event, consumes nothing, and its end is reported")
    func pause() throws {
        var simulation = Simulation(settings: settings(), events: events(40)) { simulation, _ in
            simulation.now.offset < .seconds(3_600)
                ? .init(outcomes: .all(.pause(reason: "bad password"))) : .init(outcomes: .all(.delivered))
        }
        simulation.run(for: .seconds(3_599))
        #expect(simulation.machine.condition.phase == .paused)
        #expect(simulation.savedCursor == 1)
        #expect(simulation.rows.isEmpty)
        #expect(simulation.sent.count <= 13)
        #expect(simulation.sent.dropFirst().allSatisfy { $0.sequences == [1] })
        simulation.run()
        #expect(simulation.isDrained)
        #expect(simulation.notices.filter { $0.notice == .paused(reason: "bad password") }.count == 1)
        let up = try #require(simulation.notices.first { isUp($0.notice) })
        guard case .up(_, let wasPaused) = up.notice else { return }
        #expect(wasPaused)
    }

    @Test("a pause in the middle of a batch settles the others by their own outcomes")
    func pauseInBatch() {
        var simulation = Simulation(settings: settings(maxEvents: 3), events: events(3)) { simulation, events in
            guard simulation.sent.count == 1 else { return .init(outcomes: .all(.delivered)) }
            return .init(outcomes: .each([.delivered, .pause(reason: "gone"), .rejected(reason: "bad")]))
        }
        simulation.run(for: .seconds(10))
        #expect(simulation.delivered.keys.sorted() == [1])
        #expect(simulation.dead == [3: "bad"])
        #expect(simulation.savedCursor == 2)
        simulation.run()
        #expect(simulation.delivered[2] == 1)
    }

    @Test("a call that hangs is given up, its batch is sent again, and only one more hangs beside it")
    func hang() {
        var simulation = Simulation(settings: settings(concurrency: 2), events: events(64)) { _, _ in
            .init(outcomes: .all(.delivered), after: .seconds(100_000))
        }
        simulation.run(for: .seconds(50_000))
        #expect(simulation.sent.count == 3)
        #expect(simulation.delivered.isEmpty)
        #expect(simulation.notices.contains { if case .overran = $0.notice { true } else { false } })
        #expect(simulation.machine.condition.phase == .down)
    }

    @Test("the late result of a call that was given up is ignored")
    func lateResult() {
        var simulation = Simulation(settings: settings(), events: events(16)) { simulation, _ in
            .init(outcomes: .all(.delivered), after: simulation.sent.count == 1 ? .seconds(40) : .milliseconds(5))
        }
        simulation.run()
        #expect(simulation.isDrained)
        #expect(simulation.delivered.values.allSatisfy { $0 == 1 })
        #expect(simulation.sent.count > 1)
    }

    @Test("prepare is tried again with backoff while unavailable, and rarely while it needs attention")
    func prepare() {
        var attempts = 0
        var simulation = Simulation(settings: settings(), events: events(16)) { _, _ in
            .init(outcomes: .all(.delivered))
        }
        simulation.preparation = { simulation in
            switch simulation.now.offset {
            case ..<Duration.seconds(100): .unavailable(reason: "no route")
            case ..<Duration.seconds(2_000): .needsAttention(reason: "no such database")
            default: nil
            }
        }
        simulation.run()
        attempts = simulation.notices.count
        #expect(simulation.isDrained)
        #expect(attempts == 3)
        #expect(
            simulation.notices.map(\.notice).prefix(2) == [
                .down(reason: "no route"), .paused(reason: "no such database"),
            ]
        )
        #expect(isUp(simulation.notices[2].notice))
        #expect(simulation.sent.first.map { $0.at.offset >= .seconds(2_000) } == true)
    }
}
