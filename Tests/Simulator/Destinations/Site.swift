import FaultyDisk
import RouterCore

/// The other end of a destination: it outlives the process, and knows what it was sent, what it took and what it said.
/// `@unchecked Sendable`: used from one thread.
final class Site: @unchecked Sendable {
    /// What was said of an event by a call that returned in time.
    enum Verdict {
        case delivered
        case skipped
        case rejected
    }

    let scenario: SiteScenario
    let ledger: Ledger
    var random: SplitMix64
    private let fateSeed: UInt64
    let bucket: Bucket

    /// By sequence.
    private(set) var verdicts: [UInt64: Verdict] = [:]
    /// Of calls that returned too late: where the courier looked late too, it may have heard them.
    private(set) var lateVerdicts: [UInt64: Verdict] = [:]
    /// Said to be dead letters, in the log.
    private var dead: Set<UInt64> = []
    /// How often each event took effect.
    private(set) var effects: [UInt64: Int] = [:]
    private(set) var firstHandedAt: [UInt64: Duration] = [:]
    /// In which life of the process an event was last said to be delivered.
    private var deliveredIn: [UInt64: Int] = [:]
    private var soloFailures: [String: Int] = [:]
    /// Of each user, what was taken for this destination and not settled; ascending.
    private var waiting: [String: [UInt64]] = [:]
    /// What is under way and has not taken effect: it may still do so when the process has ended.
    private var underWay: [Int: () -> Void] = [:]
    private var nextCall = 0
    /// A person has had events sent again.
    var wasReplayed = false {
        didSet { watch.obeysPerson = true }
    }

    private(set) var calls = 0
    var watch: CallWatch
    /// How often each event was said to be delivered, and when last.
    private(set) var deliveries: [UInt64: Int] = [:]
    private(set) var lastDeliveredAt: [UInt64: Duration] = [:]
    /// How often what replays must send again had been delivered before.
    private(set) var replayed: [UInt64: Int] = [:]

    init(_ scenario: SiteScenario, ledger: Ledger, seed: UInt64) {
        self.scenario = scenario
        self.ledger = ledger
        var random = SplitMix64(seed: seed)
        fateSeed = random.next()
        bucket = Bucket(ledger: ledger, name: scenario.name)
        watch = CallWatch(scenario.settings, scenario.limits)
        self.random = random
    }

    /// From now on the weather is fine.
    var isCalm = false

    func weather(at now: Duration) -> Weather {
        isCalm ? .fine : scenario.spells.first { now < $0.until }?.weather ?? .fine
    }

    // MARK: - Fates

    /// Whether the site refuses the event of that identity, now and for ever.
    func isPoison(_ id: String) -> Bool { scenario.poison > 0 && fate(id, 1) % UInt64(scenario.poison) == 0 }

    /// Whether there is nothing in the event that could be sent.
    func isSkipped(_ id: String) -> Bool { scenario.skips > 0 && fate(id, 3) % UInt64(scenario.skips) == 0 }

    /// Whether an event makes its whole batch fail; counts what it was sent alone.
    func spoils(_ event: Event, alone: Bool) -> Bool {
        guard scenario.spoilers > 0, fate(event.id, 2) % UInt64(scenario.spoilers) == 0 else { return false }
        guard soloFailures[event.id, default: 0] < 2 else { return false }
        if alone { soloFailures[event.id, default: 0] += 1 }
        return true
    }

    private func fate(_ id: String, _ kind: UInt64) -> UInt64 {
        let hash = id.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        var generator = SplitMix64(seed: fateSeed ^ hash ^ kind)
        return generator.next()
    }

    // MARK: - What happens

    /// The journal has taken an event for this destination.
    func expect(_ sequence: UInt64, of user: String?) {
        guard let user, scenario.settings.order == .user else { return }
        waiting[user, default: []].append(sequence)
        waiting[user]?.sort()
    }

    /// A batch is handed to the destination, by the life of the process with that number. Returns the call's number.
    func handed(_ batch: [Event], life: Int, at now: Duration) -> Int {
        calls += 1
        let limits = scenario.settings.limits
        if batch.count > limits.maxEvents { violate("a batch of \(batch.count) events") }
        let bytes = batch.reduce(0) { $0 + $1.payload.count }
        if batch.count > 1, bytes > limits.maxBytes { violate("a batch of \(bytes) bytes") }
        for event in batch {
            check(event)
            checkOrder(event, at: now)
            checkVersion(event, life: life, at: now)
        }
        for event in batch where firstHandedAt[event.sequence] == nil { firstHandedAt[event.sequence] = now }
        return watch.begin(batch, life: life, at: now, violate)
    }

    private func check(_ event: Event) {
        guard let entry = ledger.entries[event.sequence] else {
            return violate("is sent \(event.id), which the journal never took")
        }
        let known = entry.event
        let isSame =
            known.id == event.id && known.payload == event.payload && known.ordering == event.ordering
            && known.userID == event.userID && known.type == event.type && known.receivedAt == event.receivedAt
        if !isSame { violate("is sent \(event.id) at \(event.sequence), which is not what was taken") }
        if !entry.draft.sites.contains(scenario.index) { violate("is sent \(event.id), which is not for it") }
    }

    /// What was superseded long ago is not sent where only the latest is wanted. Where the file cannot be written, it may
    /// take a while from the look at the versions until the batch is sent.
    private func checkVersion(_ event: Event, life: Int, at now: Duration) {
        guard scenario.settings.versions == .latest, !watch.obeysPerson, !ledger.forgetsVersions else { return }
        guard let newest = ledger.newest(beside: event.sequence), newest.life == life else { return }
        guard newest.takenAt < now - .seconds(120), newest.draft.sites.contains(scenario.index) else { return }
        violate("is sent \(event.id), which \(newest.event.id) supersedes")
    }

    /// Nothing is sent while an earlier event of its user is neither delivered nor dead, for as long as it was not sent
    /// before. What is sent again after a crash may come behind what came behind it the first time.
    private func checkOrder(_ event: Event, at now: Duration) {
        guard let user = event.userID, firstHandedAt[event.sequence] == nil, var queue = waiting[user] else { return }
        queue.removeAll { $0 < event.sequence && isSettled($0, at: now) }
        waiting[user] = queue
        if let first = queue.first, first < event.sequence {
            violate("\(event.sequence) of \(user) overtakes \(first)")
        }
    }

    /// Whether the courier may be done with an event, as far as can be told from here.
    private func isSettled(_ sequence: UInt64, at now: Duration) -> Bool {
        if verdicts[sequence] != nil || lateVerdicts[sequence] != nil { return true }
        // Also before its time where the wall clock was set: across a restart the courier has no other.
        if dead.contains(sequence) { return true }
        guard let entry = ledger.entries[sequence] else { return true }
        let settings = scenario.settings
        if entry.isDamaged || settings.backlogMaxSize != nil && settings.whenFull != .refuse { return true }
        if settings.versions == .latest, ledger.isSuperseded(sequence, at: scenario.index) { return true }
        guard let giveUpAfter = settings.giveUpAfter, let first = firstHandedAt[sequence] else { return false }
        return now - first >= giveUpAfter
    }

    /// The courier says that it has given up an event.
    func died(_ sequence: UInt64) { dead.insert(sequence) }

    func tookEffect(_ event: Event) {
        effects[event.sequence, default: 0] += 1
        if isPoison(event.id) { violate("took \(event.id), which it refuses") }
    }

    /// A call has returned in time, so that the courier knows what it says. `life` is the process's.
    func returned(_ batch: [Event], _ outcomes: Outcomes, life: Int, at now: Duration) {
        if case .each(let each) = outcomes, each.count != batch.count { return }
        for (index, event) in batch.enumerated() {
            switch outcomes[index] {
            case .delivered:
                deliveries[event.sequence, default: 0] += 1
                lastDeliveredAt[event.sequence] = now
                if effects[event.sequence] == nil, scenario.kind == .stream { violate("simulation: a false answer") }
                if deliveredIn[event.sequence] == life, !wasReplayed {
                    violate("\(event.id) is delivered twice although nothing failed")
                }
                deliveredIn[event.sequence] = life
                verdicts[event.sequence] = .delivered
            case .skipped: verdicts[event.sequence] = .skipped
            case .rejected:
                let isAlone = batch.count == 1
                if case .all = outcomes, !isAlone { continue }
                verdicts[event.sequence] = verdicts[event.sequence] ?? .rejected
            case .retry, .pause: continue
            }
        }
    }

    /// A call has returned too late.
    func returnedLate(_ batch: [Event], _ outcomes: Outcomes) {
        if case .each(let each) = outcomes, each.count != batch.count { return }
        for (index, event) in batch.enumerated() {
            switch outcomes[index] {
            case .delivered:
                deliveries[event.sequence, default: 0] += 1
                lateVerdicts[event.sequence] = .delivered
            case .skipped: lateVerdicts[event.sequence] = .skipped
            case .rejected: lateVerdicts[event.sequence] = lateVerdicts[event.sequence] ?? .rejected
            case .retry, .pause: continue
            }
        }
    }

    /// A replay must send it once more.
    func expectReplay(of sequence: UInt64) { replayed[sequence] = deliveries[sequence] }

    // MARK: - What is under way

    /// Something that takes effect later, unless the process ends before; then it may nevertheless.
    func begin(_ effect: @escaping () -> Void) -> Int {
        nextCall += 1
        underWay[nextCall] = effect
        return nextCall
    }

    func end(_ call: Int) { underWay[call] = nil }

    /// The process has ended. Returns what may still arrive.
    func cutOff() -> [() -> Void] {
        defer { underWay = [:] }
        return underWay.sorted { $0.key < $1.key }.map(\.value)
    }

    func violate(_ message: String) { ledger.violate("\(scenario.name) \(message)") }
}
