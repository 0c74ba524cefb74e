import AtRest
import FaultyDisk
import Journal
import Logging
import RouterCore

/// Runs a journal's core through a random life on a faulty disk, and knows what it must remember of it.
///
/// `violations` says what it did not: empty after every seed.
struct JournalModel {
    /// An event that the journal has, and what the model needs to judge what is read.
    struct Known {
        var event: Event
        let destinations: Set<String>
        /// The test has damaged it on the disk.
        var isDamaged = false
        /// Bytes that its record is longer than the event.
        var overhead = 0
    }

    static let directory = "/data/journal"
    static let pool = ["alpha", "beta", "gamma", "delta"]

    let seed: UInt64
    var random: SplitMix64
    let fileSystem: FaultyFileSystem
    let clock = ModelClock()
    var configuration: JournalConfiguration
    var log: SegmentLog?
    private(set) var violations: [String] = []

    /// What was acknowledged, or found after a restart, by sequence.
    var known: [UInt64: Known] = [:]
    /// Sequences of `known` in ascending order.
    var sequences: [UInt64] = []
    /// What was refused because of a fault, and may be on the disk nevertheless.
    var uncertain: [Known] = []
    /// The sequence that the next event gets.
    var nextSequence: UInt64 = 1
    /// What each destination's courier has durably dealt with.
    var cursors: [String: UInt64] = [:]
    /// Where each destination reads, until the process ends.
    var readers: [String: any JournalReader] = [:]
    /// Identities for which the test has destroyed what deduplication needs.
    var forgottenIdentities: Set<String> = []
    /// The test has damaged an index: what waits may be counted too high from then on.
    var hasDamagedIndex = false
    /// Compaction may have dropped something.
    var hasCompacted = false
    /// Sequences of `known` by what they are versions of.
    var versions: [VersionKey: [UInt64]] = [:]
    /// Damaged records that earlier lives of the process have counted.
    var damagedBefore = 0
    /// How many identities have been made up.
    var identities = 0
    /// True while a fault is planned or the disk is too small, so that appends may fail.
    var mayFail = false
    /// Keys that the journal is encrypted with, one after the other; none: it stays in the clear.
    let keys: [MasterKey]
    /// Apart, so that what else a seed does is the same with and without keys.
    private var keyRandom: SplitMix64
    /// Damaging is left out where the window's size must be exact.
    let mayDamage: Bool

    init(seed: UInt64, keys: [MasterKey] = []) {
        self.seed = seed
        var random = SplitMix64(seed: seed)
        fileSystem = FaultyFileSystem(seed: random.next())
        fileSystem.tellsSpace = seed % 2 == 1
        var configuration = JournalConfiguration(directory: Self.directory, destinations: Self.pool)
        configuration.segmentSize = Int.random(in: 8500...20_000, using: &random)
        configuration.maxSize = random.oneIn(4) ? Int.random(in: 40_000...90_000, using: &random) : 1 << 30
        configuration.keep = random.oneIn(3) ? .seconds(50) : .zero
        configuration.deduplicateFor = random.oneIn(8) ? .zero : .seconds(100)
        configuration.latestDestinations = Set(
            Self.pool.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random))
        )
        configuration.maxVersionKeys = random.oneIn(4) ? 2 : 1000
        mayDamage = Bool.random(using: &random)
        configuration.maxDeduplicationEntries =
            mayDamage || Bool.random(using: &random) ? 100_000 : Int.random(in: 5...60, using: &random)
        self.keys = keys
        keyRandom = SplitMix64(seed: seed &+ 1)
        configuration.keys = KeyRing(writing: keys.first, reading: keys)
        self.configuration = configuration
        self.random = random
        for name in Self.pool { cursors[name] = 1 }
    }

    mutating func violate(_ message: String) {
        violations.append(message)
    }

    /// Lives the life; returns what went wrong.
    mutating func run(steps: Int) -> [String] {
        open()
        for _ in 0..<steps where violations.isEmpty { step() }
        if violations.isEmpty { finish() }
        return violations
    }

    private mutating func step() {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<43: append()
        case 43..<60: read()
        case 60..<63: deliverAll()
        case 63..<70: release()
        case 70..<73: _ = log?.deleteReleased()
        case 73..<76: compact()
        case 76..<79: clock.advance(by: Int64.random(in: 0...30_000, using: &random))
        case 79..<86: planFault()
        case 86..<89: repair()
        case 89..<91: restart { $0.log?.close() }
        case 91..<93: restart { $0.fileSystem.killProcess() }
        case 93..<96: restart { $0.fileSystem.cutPower() }
        default: if mayDamage { damage() }
        }
    }

    private mutating func finish() {
        fileSystem.heal()
        mayFail = false
        repair()
        if log?.needsRepair != false { violate("a healthy disk could not be repaired") }
        deliverAll()
        restart { $0.fileSystem.cutPower() }
        log?.close()
    }

    /// Every destination gets everything, and what nobody needs is deleted.
    private mutating func deliverAll() {
        for name in Self.pool { drain(name) }
        while log?.deleteReleased() == true {}
    }

    private mutating func compact() {
        hasCompacted = true
        var rounds = 0
        while log?.compactNext() == true {
            rounds += 1
            if rounds > 100 { return violate("compaction does not come to an end") }
        }
    }

    // MARK: Life of the process

    mutating func open() {
        do {
            log = try segmentLog(configuration)
        } catch {
            violate("the journal does not open: \(error.reason)")
        }
    }

    private mutating func segmentLog(_ configuration: JournalConfiguration) throws(JournalFailure) -> SegmentLog {
        let clock = clock
        let salts = ModelRandom(seed: random.next())
        return try SegmentLog(
            configuration,
            fileSystem: fileSystem,
            environment: JournalEnvironment(now: { clock.now }, random: { salts.next() }),
            logger: Logger(label: "model") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// What the model knows of an event that is being appended.
    func known(_ event: Event) -> Known {
        let overhead = configuration.keys.writing == nil ? 0 : DataKey.overhead
        return Known(event: event, destinations: names(of: event), overhead: overhead)
    }

    /// Ends the process in some way, starts it again and compares what is there with what must be.
    mutating func restart(_ end: (inout JournalModel) -> Void) {
        damagedBefore += log?.journal.statistics.damaged ?? 0
        end(&self)
        readers = [:]
        log = nil
        fileSystem.heal()
        mayFail = false
        if random.oneIn(4) {
            configuration.destinations = Array(
                Self.pool.shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
            )
        }
        if !keys.isEmpty { changeKeys() }
        open()
        if violations.isEmpty { verify() }
    }

    /// Another key writes, or none, and all read. Now and then one is tried that reads nothing of what is there.
    private mutating func changeKeys() {
        if keyRandom.oneIn(4) { tryWithoutKeys() }
        let writing = Int.random(in: 0...keys.count, using: &keyRandom)
        configuration.keys = KeyRing(writing: writing < keys.count ? keys[writing] : nil, reading: keys)
    }

    private mutating func tryWithoutKeys() {
        // With records, so that the header has been durable; the test damages the first copy only.
        let isNeeded = fileSystem.paths.contains { path in
            guard path.hasSuffix(".segment"), !path.contains("/damaged/"), let node = fileSystem.node(path) else {
                return false
            }
            return node.cached.count > 8192 && Self.isEncrypted(node.cached[4096...])
        }
        guard isNeeded else { return }
        let before = fileSystem.contents
        var configuration = configuration
        configuration.keys = .none
        do {
            _ = try segmentLog(configuration)
            violate("the journal opens without its keys")
        } catch .missingKey {
            if fileSystem.contents != before { violate("opening without a key has changed something") }
        } catch {
            violate("without keys the journal says: \(error.reason)")
        }
    }

    /// Whether a header says intactly that its file is encrypted.
    private static func isEncrypted(_ header: ArraySlice<UInt8>) -> Bool {
        let version = header.dropFirst(8)
        let checksum = CRC32C.checksum(header.prefix(12))
        return version.starts(with: [2, 0, 0, 0])
            && header.dropFirst(12).starts(with: withUnsafeBytes(of: checksum.littleEndian) { Array($0) })
    }

    mutating func repair() {
        guard let log else { return }
        let isRepaired = log.repair()
        if !isRepaired, !mayFail { violate("a healthy disk could not be repaired") }
    }

    private mutating func planFault() {
        mayFail = true
        switch Int.random(in: 0..<6, using: &random) {
        case 0: fileSystem.syncsUntilFailure = Int.random(in: 0...4, using: &random)
        case 1:
            fileSystem.writesUntilFailure = Int.random(in: 0...3, using: &random)
            fileSystem.writeFailure = Bool.random(using: &random) ? FileSystemError.io : FileSystemError.noSpace
        case 2: fileSystem.capacity = fileSystem.size + Int.random(in: 0...3000, using: &random)
        case 3: fileSystem.operationsUntilDeath = Int.random(in: 0...25, using: &random)
        default:
            fileSystem.heal()
            mayFail = log?.needsRepair ?? false
        }
    }
}
