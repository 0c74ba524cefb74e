import Delivery
import RouterCore
import TestSupport
import Testing

@Suite("The number of batches in flight")
struct ConcurrencyTests {
    private func settings(from start: Int = 2, to ceiling: Int) -> DeliverySettings {
        var settings = DeliverySettings()
        settings.limits = BatchLimits(
            maxEvents: 1,
            maxBytes: 1 << 20,
            maxAge: .zero,
            concurrency: start,
            maxConcurrency: ceiling
        )
        return settings
    }

    /// A destination that works on `workers` batches at a time, each for 20 to 30 ms, and lets the others wait.
    private func queueing(workers: Int, settings: DeliverySettings, events: Int) -> Simulation {
        var busyUntil = [ManualInstant](repeating: ManualInstant(), count: workers)
        var random = SeededGenerator(7)
        return Simulation(settings: settings, events: (1...UInt64(events)).map { madeEvent($0) }) { simulation, _ in
            let worker = busyUntil.indices.min { busyUntil[$0] < busyUntil[$1] } ?? 0
            let start = max(simulation.now, busyUntil[worker])
            busyUntil[worker] = start.advanced(by: .milliseconds(Int64.random(in: 20...30, using: &random)))
            return .init(outcomes: .all(.delivered), after: simulation.now.duration(to: busyUntil[worker]))
        }
    }

    @Test("it comes to what the destination works on at once, and little more", arguments: [1, 2, 4, 8, 12])
    func findsTheKnee(workers: Int) {
        var simulation = queueing(workers: workers, settings: settings(to: 32), events: 4_000)
        var limits: [Int] = []
        while !simulation.isDrained {
            simulation.run(for: .milliseconds(200))
            if simulation.sent.count > 1_500 { limits.append(simulation.machine.concurrencyLimit) }
        }
        let middle = limits.sorted()[limits.count / 2]
        #expect(middle >= workers && middle <= workers + 4, "\(middle) for \(workers)")
        #expect(limits.allSatisfy { $0 <= 2 * workers + 4 })
        let best = 4_000 * 0.025 / Double(workers)
        #expect(simulation.now.offset < .seconds(best * 1.15 + 2))
    }

    @Test("a number that the user wrote stays what it is")
    func aFixedNumberStays() {
        var simulation = queueing(workers: 16, settings: settings(from: 3, to: 3), events: 1_000)
        simulation.run()
        #expect(simulation.isDrained)
        #expect(simulation.machine.concurrencyLimit == 3)
        #expect(simulation.maxInFlight == 3)
    }

    @Test(
        "the search for poison takes no place of a whole batch where the number was found",
        arguments: [(6, 3), (2, 2)]
    )
    func searchesAside(ceiling: Int, inFlight: Int) {
        var settings = settings(to: ceiling)
        settings.limits.maxEvents = 16
        var simulation = Simulation(settings: settings, events: (1...160).map { madeEvent($0) }) { _, events in
            if events.contains(where: { $0.sequence == 5 }) { return .init(outcomes: .all(.rejected(reason: "no"))) }
            return .init(outcomes: .all(.delivered), after: events.count == 16 ? .seconds(9) : .milliseconds(5))
        }
        simulation.run(for: .seconds(5))
        #expect(Array(simulation.dead.keys) == [5])
        #expect(simulation.maxInFlight == inFlight)
        simulation.run()
        #expect(simulation.isDrained)
        #expect(simulation.maxInFlight == inFlight)
    }

    @Test("throttling halves it, waits as long as asked, and is neither down nor up")
    func throttling() {
        var refusals = 0
        var before = 0
        var simulation = queueing(workers: 8, settings: settings(from: 8, to: 16), events: 2_000)
        let work = simulation.destination
        simulation.destination = { simulation, events in
            guard simulation.sent.count >= 40, refusals < 2 else { return work(simulation, events) }
            refusals += 1
            before = max(before, simulation.machine.concurrencyLimit)
            return .init(outcomes: .all(.retry(after: .seconds(30), reason: "429")))
        }
        simulation.run(for: .seconds(29))
        #expect(before >= 8 && simulation.machine.concurrencyLimit == before / 2)
        #expect(simulation.sent.count <= 48)
        simulation.run()
        #expect(simulation.isDrained)
        #expect(simulation.delivered.values.allSatisfy { $0 == 1 } && simulation.delivered.count == 2_000)
        #expect(simulation.notices.allSatisfy { isQuiet($0.notice) })
    }

    private func isQuiet(_ notice: CourierNotice) -> Bool {
        switch notice {
        case .ready, .batchRetried: true
        default: false
        }
    }

    @Test("who goes on throttling is down, is probed, and is sent more and more afterwards")
    func throttlingForLong() {
        var simulation = queueing(workers: 4, settings: settings(to: 8), events: 1_000)
        let work = simulation.destination
        simulation.destination = { simulation, events in
            guard simulation.now.offset < .seconds(600) else { return work(simulation, events) }
            return .init(outcomes: .all(.retry(after: .seconds(5), reason: "503")))
        }
        simulation.run()
        #expect(simulation.isDrained)
        let downs = simulation.notices.filter { $0.notice == .down(reason: "503") }
        #expect(downs.count == 1)
        let before = simulation.sent.filter { $0.at.offset < .seconds(600) }
        #expect(before.count < 130)
        #expect(before.dropFirst(8).allSatisfy { $0.sequences.count == 1 })
    }
}
