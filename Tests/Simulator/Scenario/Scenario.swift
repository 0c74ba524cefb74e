import AtRest
import Delivery
import FaultyDisk
import Journal
import RouterCore

/// All that a seed decides before anything happens. A third of the limits are those that a user gets who writes none;
/// the others are small, so that they are met often.
struct Scenario {
    static let journalFolder = "/data/journal"
    private static let names = ["alpha", "beta", "gamma", "delta"]

    /// How long faults go on.
    let storm: Duration
    let requests: Int
    /// Of one request; most have fewer.
    let maxEvents: Int
    let users: Int
    /// The share of requests that are sent again although they were answered, in per cent.
    let repetition: Int
    /// About so many faults a minute.
    let faultsPerMinute: Double
    /// Kinds of faults that this seed knows.
    let faults: [Fault]
    let sites: [SiteScenario]
    let journal: JournalConfiguration
    let keys: KeyRing
    /// What the first event's sequence is.
    let firstSequence: UInt64
    let tellsSpace: Bool
    /// How much the first segment already holds, so that it ends where segments of the default size do; 0: nothing.
    let filling: Int
    /// Bytes that the disk holds. A small one has room for less than what may wait, so intake closes and opens.
    let diskSize: Int
    /// The least and the most that pads a payload, in bytes; nil: as the sender likes.
    let padding: ClosedRange<Int>?

    init(_ random: inout SplitMix64) {
        let isLarge = random.oneIn(60)
        let isSmallDisk = !isLarge && random.oneIn(400)
        storm = .seconds(random.pick([5, 30, 120, 300, isLarge ? 300 : 900]))
        diskSize = isSmallDisk ? Int.random(in: 2...12, using: &random) << 20 : .max
        padding = isSmallDisk ? 2_000...20_000 : nil
        requests = isLarge ? 12 : isSmallDisk ? diskSize / 15_000 : Int.random(in: 3...30, using: &random)
        maxEvents = isLarge ? 700 : isSmallDisk ? 2 : random.pick([1, 2, 6, 20])
        users = random.pick([1, 3, 10])
        repetition = random.pick([0, 10, 30])
        faultsPerMinute = random.pick([0, 0.5, 2, 8])
        faults = Fault.allCases.filter { _ in random.oneIn(2) }
        let count = Int.random(in: 1...(isLarge ? 2 : 4), using: &random)
        sites = (0..<count).map { SiteScenario(index: $0, name: Self.names[$0], isSmallDisk: isSmallDisk, &random) }
        keys = Self.keys(&random)
        firstSequence = random.oneIn(12) ? random.pick([1 << 32, 1 << 53, 1 << 62]) - 20 : 1
        tellsSpace = isSmallDisk || Bool.random(using: &random)
        var journal = Self.journal(sites, keys, isLarge: isLarge, &random)
        if isSmallDisk { journal.reserve = JournalConfiguration(directory: "", destinations: []).reserve }
        self.journal = journal
        let isDefault = journal.segmentSize == 64 << 20 && journal.maxSize > 1 << 30
        let isFilled = isDefault && !isSmallDisk && random.oneIn(120)
        filling = isFilled ? journal.segmentSize - Int.random(in: 8_300...30_000, using: &random) : 0
    }

    private static func keys(_ random: inout SplitMix64) -> KeyRing {
        guard random.oneIn(6), let key = MasterKey((0..<32).map { UInt8($0) }) else { return .none }
        return KeyRing(writing: key, reading: [])
    }

    private static func journal(
        _ sites: [SiteScenario],
        _ keys: KeyRing,
        isLarge: Bool,
        _ random: inout SplitMix64
    ) -> JournalConfiguration {
        var journal = JournalConfiguration(directory: journalFolder, destinations: sites.map(\.name))
        journal.latestDestinations = Set(sites.filter { $0.settings.versions == .latest }.map(\.name))
        journal.keys = keys
        if !random.oneIn(3) { journal.segmentSize = Int.random(in: 8500...40_000, using: &random) }
        if !isLarge, random.oneIn(6) { journal.maxSize = Int.random(in: 60_000...200_000, using: &random) }
        if random.oneIn(5) { journal.keep = .seconds(random.pick([10, 600])) }
        if random.oneIn(5) { journal.deduplicateFor = .seconds(random.pick([0, 20])) }
        if random.oneIn(5) { journal.maxVersionKeys = 2 }
        if random.oneIn(5) { journal.maxCommitSize = 2000 }
        if random.oneIn(5) { journal.reserve = 0 }
        return journal
    }
}

extension SplitMix64 {
    /// One of them; there must be one.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    /// True so many times in a hundred.
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// Any time between the two.
    mutating func duration(_ least: Duration, _ most: Duration) -> Duration {
        let first = Int(least / .milliseconds(1))
        let last = Int(most / .milliseconds(1))
        return .milliseconds(Int.random(in: first...max(first, last), using: &self))
    }
}
