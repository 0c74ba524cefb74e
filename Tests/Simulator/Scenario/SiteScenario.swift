import Delivery
import FaultyDisk
import RouterCore

/// A destination, as far as a seed decides it before anything happens.
struct SiteScenario {
    /// What stands at the other end.
    enum Kind {
        /// Takes every event, one after the other, and keeps them all.
        case stream
        /// An object store, behind the product's own writer, which keeps the newest of each day.
        case bucket
    }

    /// A time in which the weather stays as it is.
    struct Spell {
        let until: Duration
        let weather: Weather
    }

    let index: Int
    let name: String
    let kind: Kind
    let settings: DeliverySettings
    let limits: CourierLimits
    /// Says of each event of a batch what became of it; else of the batch as a whole.
    let judgesEach: Bool
    /// One event in so many is refused for ever; 0: none.
    let poison: Int
    /// One event in so many makes batches fail until it was sent alone; 0: none.
    let spoilers: Int
    /// One event in so many says nothing in the format that the destination is sent; 0: none.
    let skips: Int
    /// How it is doing, one spell after the other; fine after the last.
    let spells: [Spell]

    /// On a small disk nothing becomes a dead letter: those stay, and would fill it for good.
    init(index: Int, name: String, isSmallDisk: Bool, _ random: inout SplitMix64) {
        self.index = index
        self.name = name
        kind = random.oneIn(3) ? .bucket : .stream
        var settings = Self.settings(kind, &random)
        if isSmallDisk {
            settings.giveUpAfter = nil
            settings.backlogMaxSize = nil
        }
        self.settings = settings
        limits = Self.limits(&random)
        judgesEach = Bool.random(using: &random)
        poison = isSmallDisk ? 0 : random.pick([0, 0, 30, 5])
        spoilers = random.pick([0, 0, 0, 15])
        skips = random.pick([0, 0, 0, 6])
        spells = Self.spells(&random)
    }

    private static func settings(_ kind: Kind, _ random: inout SplitMix64) -> DeliverySettings {
        var settings = DeliverySettings()
        if !random.oneIn(3) {
            settings.limits = BatchLimits(
                maxEvents: random.pick([1, 2, 5, 20]),
                maxBytes: random.pick([300, 3000, 1 << 20]),
                maxAge: .milliseconds(random.pick([0, 50, 3000])),
                concurrency: Int.random(in: 1...4, using: &random)
            )
        }
        if random.oneIn(3) { settings.limits.maxConcurrency = settings.limits.concurrency + 6 }
        settings.order = kind == .stream && Bool.random(using: &random) ? .user : .none
        settings.versions = random.oneIn(kind == .stream ? 4 : 2) ? .latest : .every
        if !random.oneIn(3) { settings.retryMax = .seconds(random.pick([5, 30])) }
        if random.oneIn(4) { settings.timeout = .seconds(2) }
        if random.oneIn(6) { settings.rate = random.pick([2, 20, 500]) }
        if random.oneIn(5) { settings.giveUpAfter = .seconds(random.pick([5, 60])) }
        if random.oneIn(5) {
            settings.backlogMaxSize = random.pick([500, 3000])
            settings.whenFull = random.pick(DeliverySettings.WhenFull.allCases)
        }
        return settings
    }

    private static func limits(_ random: inout SplitMix64) -> CourierLimits {
        var limits = CourierLimits()
        if !random.oneIn(4) { limits.tick = .seconds(5) }
        if random.oneIn(4) { limits.maxRetryEvents = 5 }
        if random.oneIn(6) { limits.maxRetryBytes = 1500 }
        if random.oneIn(4) { limits.maxReadAhead = 30 }
        if random.oneIn(3) { limits.releaseBytes = 1000 }
        return limits
    }

    private static func spells(_ random: inout SplitMix64) -> [Spell] {
        // A fifth of the destinations is never in trouble.
        if random.oneIn(5) { return [] }
        let kinds = Weather.allCases.filter { _ in random.oneIn(2) } + [.fine]
        var time = Duration.zero
        var spells: [Spell] = []
        while time < .seconds(900), spells.count < 40 {
            time += random.duration(.milliseconds(500), .seconds(random.pick([5, 60])))
            spells.append(Spell(until: time, weather: random.pick(kinds)))
        }
        return spells
    }
}
