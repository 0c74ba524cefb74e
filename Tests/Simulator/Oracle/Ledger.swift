import Journal
import RouterCore

/// What was sent, what the journal took of it, and what was promised to whom.
final class Ledger {
    /// An event that the journal has taken.
    struct Entry {
        let event: Event
        let draft: Draft
        /// The simulation has damaged its record.
        var isDamaged = false
        /// When it was known to be taken, and in which life of the process.
        var takenAt = Duration.zero
        var life = 0

        var version: (Int64, UInt64) { (event.ordering, event.sequence) }
    }

    private(set) var entries: [UInt64: Entry] = [:]
    /// The newest sequence of an identity.
    private(set) var sequences: [String: UInt64] = [:]
    /// Sequences of each thing, of which there may be versions.
    private var versions: [String: [UInt64]] = [:]
    private var drafts: [String: Draft] = [:]
    private(set) var violations: [String] = []
    let deduplicatesFor: Duration
    /// The wall clock was set: how old something is cannot be told any more.
    var clockWasSet = false
    /// A segment's index or a record was damaged, from which deduplication learns at a start.
    var indexWasDamaged = false

    /// The journal knows the newest of a few things only.
    let forgetsVersions: Bool

    init(deduplicatesFor: Duration, forgetsVersions: Bool) {
        self.deduplicatesFor = deduplicatesFor
        self.forgetsVersions = forgetsVersions
    }

    func add(_ drafts: [Draft]) {
        for draft in drafts { self.drafts[draft.id] = draft }
    }

    func violate(_ message: String) {
        if violations.count < 20 { violations.append(message) }
    }

    // MARK: - What the journal says

    /// An append was answered.
    func appended(_ events: [Event], _ result: Result<[AppendResult], JournalFailure>) -> [UInt64] {
        guard case .success(let results) = result else { return [] }
        if results.count != events.count { violate("\(results.count) results for \(events.count) events") }
        var accepted: [UInt64] = []
        for (event, result) in zip(events, results) {
            switch result {
            case .accepted(let sequence):
                var event = event
                event.sequence = sequence
                checkIsNew(event)
                take(event)
                accepted.append(sequence)
            case .duplicate:
                if sequences[event.id] == nil, !accepted.contains(where: { entries[$0]?.event.id == event.id }) {
                    violate("\(event.id) is called a duplicate, but was never taken")
                }
            }
        }
        return accepted
    }

    private func checkIsNew(_ event: Event) {
        guard deduplicatesFor > .zero, !clockWasSet, !indexWasDamaged, let known = sequences[event.id],
            let entry = entries[known]
        else { return }
        let age = event.receivedAt / 1000 - entry.event.receivedAt / 1000
        if age <= deduplicatesFor.components.seconds { violate("\(event.id) is taken a second time") }
    }

    private func take(_ event: Event) {
        guard let draft = drafts[event.id] else { return violate("\(event.id) was never sent") }
        let sites = Set((0..<DestinationSet.capacity).filter { event.destinations.contains(DestinationSet(index: $0)) })
        if sites != draft.sites { violate("\(event.id) goes to \(sites.sorted()), not to \(draft.sites.sorted())") }
        if Array(event.payload) != draft.payload || event.type != draft.type || event.userID != draft.user {
            violate("\(event.id) is not what was sent")
        }
        if let twin = entries[event.sequence] {
            violate("sequence \(event.sequence) is \(event.id)'s and \(twin.event.id)'s")
        }
        entries[event.sequence] = Entry(event: event, draft: draft)
        sequences[event.id] = event.sequence
        if let thing = draft.thing { versions[thing, default: []].append(event.sequence) }
    }

    /// A sender was told that these are safe.
    func acknowledge(_ drafts: [Draft]) {
        for draft in drafts {
            if sequences[draft.id] == nil { violate("\(draft.id) is acknowledged, but the journal never took it") }
        }
    }

    /// What a journal that was just opened holds. Returns the sequences that nobody knew of: their appends were not
    /// answered, and are safe nevertheless.
    func recovered(_ found: [Event]) -> [UInt64] {
        var new: [UInt64] = []
        for event in found {
            if let known = entries[event.sequence] {
                if known.event.id != event.id { violate("sequence \(event.sequence) has become \(event.id)'s") }
            } else {
                take(event)
                new.append(event.sequence)
            }
        }
        return new
    }

    func damage(_ sequence: UInt64) {
        entries[sequence]?.isDamaged = true
        indexWasDamaged = true
    }

    func note(_ sequence: UInt64, takenAt time: Duration, in life: Int) {
        entries[sequence]?.takenAt = time
        entries[sequence]?.life = life
    }

    // MARK: - What follows from it

    /// The newest version of the same thing, where that is another; whatever it was taken for.
    func newest(beside sequence: UInt64) -> Entry? {
        guard let thing = entries[sequence]?.draft.thing else { return nil }
        let newest = versions[thing, default: []].compactMap { entries[$0] }.max { $0.version < $1.version }
        return newest?.event.sequence == sequence ? nil : newest
    }

    /// Whether a newer version of the same thing was taken for that destination too.
    func isSuperseded(_ sequence: UInt64, at site: Int) -> Bool {
        guard let entry = entries[sequence], let thing = entry.draft.thing else { return false }
        return versions[thing, default: []].contains { other in
            guard let newer = entries[other], newer.draft.sites.contains(site) else { return false }
            return newer.version > entry.version
        }
    }
}
