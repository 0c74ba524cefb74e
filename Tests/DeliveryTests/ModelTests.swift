import Delivery
import RouterCore
import TestSupport
import Testing

/// Thousands of made-up destinations, each driven until nothing waits. `Simulation` checks the cursor and the order at
/// every step; here it is checked that every event ended as its fate says.
@Suite("Any destination")
struct ModelTests {
    private enum Fate {
        case delivered
        case rejected
        /// Fails so often, by itself.
        case retried(Int)
        /// Makes its whole batch fail, until it was sent alone so often.
        case spoils(Int)
    }

    /// A destination that answers by the fates of its events and by its own outages.
    private final class Script {
        var fates: [UInt64: Fate] = [:]
        var failures: [UInt64: Int] = [:]
        var received: [UInt64: Int] = [:]
        var generator: SeededGenerator
        let answersForEach: Bool
        /// What the destination does in each stretch of 20 seconds.
        let weather: [Int]

        init(_ seed: UInt64, events: [Event]) {
            var generator = SeededGenerator(seed)
            answersForEach = generator.chance(50)
            weather = (0..<30).map { _ in Int.random(in: 0..<10, using: &generator) }
            self.generator = generator
            let oddity = [0, 2, 10, 40].randomElement(using: &self.generator) ?? 0
            for event in events {
                fates[event.sequence] = self.generator.chance(oddity) ? oddFate() : .delivered
            }
        }

        private func oddFate() -> Fate {
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: .rejected
            case 1: .retried(Int.random(in: 1...4, using: &generator))
            default: .spoils(Int.random(in: 1...3, using: &generator))
            }
        }

        func answer(_ events: [Event], at now: ManualInstant) -> Simulation.Answer {
            let stretch = Int(now.offset / .seconds(20))
            let latency = Duration.milliseconds(Int.random(in: 0...200, using: &generator))
            switch stretch < weather.count ? weather[stretch] : 0 {
            case 7: return .init(outcomes: .all(.retry(after: nil, reason: "down")), after: latency)
            case 8: return .init(outcomes: .all(.pause(reason: "password")), after: latency)
            case 9 where generator.chance(30): return .init(outcomes: outcomes(events), after: .seconds(45))
            default: return .init(outcomes: outcomes(events), after: latency)
            }
        }

        private func outcomes(_ events: [Event]) -> Outcomes {
            for event in events {
                guard case .spoils(let times) = fates[event.sequence], failures[event.sequence, default: 0] < times
                else {
                    continue
                }
                if events.count == 1 { failures[event.sequence, default: 0] += 1 }
                return .all(.retry(after: nil, reason: "internal error"))
            }
            let isRefused = events.contains { if case .rejected = fates[$0.sequence] { true } else { false } }
            if !answersForEach, isRefused { return .all(.rejected(reason: "refused")) }
            let each = events.map(outcome)
            return each.allSatisfy { $0 == .delivered } && generator.chance(50) ? .all(.delivered) : .each(each)
        }

        private func outcome(_ event: Event) -> Outcome {
            switch fates[event.sequence] {
            case .rejected: return .rejected(reason: "refused")
            case .retried(let times) where failures[event.sequence, default: 0] < times:
                failures[event.sequence, default: 0] += 1
                return .retry(after: generator.chance(20) ? .seconds(3) : nil, reason: "busy")
            default:
                received[event.sequence, default: 0] += 1
                return .delivered
            }
        }
    }

    private func settings(_ generator: inout SeededGenerator) -> DeliverySettings {
        var settings = DeliverySettings()
        settings.limits = BatchLimits(
            maxEvents: [1, 3, 8, 32].randomElement(using: &generator) ?? 8,
            maxBytes: [60, 400, 1 << 20].randomElement(using: &generator) ?? 400,
            maxAge: .milliseconds([0, 50, 1_000].randomElement(using: &generator) ?? 0),
            concurrency: Int.random(in: 1...4, using: &generator)
        )
        settings.retryMax = .seconds(Int.random(in: 1...60, using: &generator))
        settings.order = generator.chance(50) ? .user : .none
        settings.rate = generator.chance(20) ? Double.random(in: 5...200, using: &generator) : nil
        return settings
    }

    private func check(_ seed: UInt64, crashes: Bool) {
        var generator = SeededGenerator(seed)
        let settings = settings(&generator)
        var limits = CourierLimits()
        if generator.chance(25) { limits.maxRetryEvents = 5 }
        let events = (1...UInt64.random(in: 1...120, using: &generator)).map { sequence in
            // Gaps are events of other destinations.
            madeEvent(
                sequence * 3,
                user: generator.chance(10) ? nil : "user-\(Int.random(in: 0..<12, using: &generator))"
            )
        }
        let split = Int.random(in: 0...events.count, using: &generator)
        let script = Script(seed, events: events)
        var simulation = Simulation(
            settings: settings,
            limits: limits,
            seed: seed,
            events: Array(events[..<split])
        ) { simulation, events in script.answer(events, at: simulation.now) }
        for event in events[split...] {
            simulation.run(for: .milliseconds(Int.random(in: 0...3_000, using: &generator)))
            if crashes, generator.chance(20) { simulation.crash() }
            simulation.append(event)
        }
        simulation.run()
        #expect(simulation.isDrained, "seed \(seed) does not drain")
        #expect(simulation.savedCursor > (events.last?.sequence ?? 0) || simulation.rows.isEmpty)
        for event in events {
            checkEnd(of: event.sequence, simulation, script, seed, crashes: crashes)
        }
    }

    private func checkEnd(
        of sequence: UInt64,
        _ simulation: Simulation,
        _ script: Script,
        _ seed: UInt64,
        crashes: Bool
    ) {
        let deliveries = simulation.delivered[sequence] ?? 0
        if case .rejected = script.fates[sequence] {
            #expect(simulation.dead[sequence] == "refused" && deliveries == 0, "seed \(seed), event \(sequence)")
        } else {
            let isRight = crashes ? deliveries >= 1 : deliveries == 1
            #expect(isRight && simulation.dead[sequence] == nil, "seed \(seed), event \(sequence)")
            #expect((script.received[sequence] ?? 0) >= 1, "seed \(seed), event \(sequence)")
        }
    }

    /// In slices, so that they run side by side, and with a pause after each seed that lets other tests run.
    private static let slices = (UInt64(0)..<10).map { $0 * 300..<($0 + 1) * 300 }

    @Test("every event ends as its fate says, once, whatever the destination does", arguments: slices)
    func withoutCrashes(seeds: Range<UInt64>) async {
        for seed in seeds {
            check(seed, crashes: false)
            await Task.yield()
        }
    }

    @Test("with kills in between every event still ends as its fate says", arguments: slices)
    func withCrashes(seeds: Range<UInt64>) async {
        for seed in seeds {
            check(seed + 100_000, crashes: true)
            await Task.yield()
        }
    }
}
