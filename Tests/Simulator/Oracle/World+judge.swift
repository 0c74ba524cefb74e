import Delivery
import RouterCore

/// What must have become of every event, once all is delivered and the process has ended.
extension World {
    func judge(_ machine: Machine) {
        for site in sites {
            do {
                let folder = machine.databaseFolder
                let letters = try DeadLetters(folder: folder, destination: site.scenario.name, coding: coding)
                let dead = try letters.list(limit: 1_000_000)
                let left = try LeftBehind(folder: folder, destination: site.scenario.name)
                if left.retries > 0 { ledger.violate("\(site.scenario.name) has \(left.retries) retries left") }
                judgeCounts(of: site)
                judge(site, dead)
            } catch {
                ledger.violate("the file of \(site.scenario.name) cannot be read: \(error)")
            }
        }
    }

    /// Where the process never ended, it has counted what there was to count.
    private func judgeCounts(of site: Site) {
        guard machine?.life == 1, site.lateVerdicts.isEmpty, let counts = statuses[site.scenario.index]?.total else {
            return
        }
        let delivered = site.deliveries.values.reduce(0, +)
        if counts.delivered != delivered {
            site.violate("counts \(counts.delivered) events that were delivered, of \(delivered)")
        }
    }

    private func judge(_ site: Site, _ letters: [DeadLetter]) {
        var dead: [UInt64: DeadLetter] = [:]
        for letter in letters {
            if dead.updateValue(letter, forKey: letter.sequence) != nil, !site.wasReplayed {
                site.violate("has two dead letters of \(letter.sequence)")
            }
            judge(letter, at: site)
        }
        var missing: [UInt64] = []
        for (sequence, entry) in ledger.entries where entry.draft.sites.contains(site.scenario.index) {
            if site.verdicts[sequence] == .delivered { judgeStored(entry, at: site) }
            let verdicts = [site.verdicts[sequence], site.lateVerdicts[sequence]]
            let isDone = verdicts.contains(.delivered) || verdicts.contains(.skipped)
            if dead[sequence] != nil || isDone || entry.isDamaged { continue }
            if isSuperseded(sequence, at: site) { continue }
            missing.append(sequence)
        }
        judge(missing.sorted(), at: site)
        judgeReplays(at: site, dead)
    }

    func isSuperseded(_ sequence: UInt64, at site: Site) -> Bool {
        site.scenario.settings.versions == .latest && ledger.isSuperseded(sequence, at: site.scenario.index)
    }

    /// What was neither delivered nor is a dead letter nor superseded may only have been dropped, where that is asked for.
    private func judge(_ missing: [UInt64], at site: Site) {
        let dropped = statuses[site.scenario.index]?.total.dropped ?? 0
        let mayDrop = site.scenario.settings.whenFull == .dropOldest && site.scenario.settings.backlogMaxSize != nil
        if dropped > 0, !mayDrop { site.violate("dropped \(dropped) events, which nobody asked for") }
        if missing.count <= dropped { return }
        let ids = missing.prefix(5).map { "\($0) \(ledger.entries[$0]?.event.id ?? "")" }.joined(separator: ", ")
        site.violate("lost \(missing.count) events, \(dropped) of them dropped: \(ids)")
    }

    private func judge(_ letter: DeadLetter, at site: Site) {
        guard let entry = ledger.entries[letter.sequence] else {
            return site.violate("has a dead letter of \(letter.sequence), which the journal never took")
        }
        if !entry.draft.sites.contains(site.scenario.index) { site.violate("has a dead letter that is not for it") }
        let settings = site.scenario.settings
        switch letter.reason {
        case "malformed":
            let id = entry.event.id
            if !site.isPoison(id) || site.scenario.kind == .stream && site.isSkipped(id) {
                site.violate("has a dead letter of \(letter.sequence), which is good")
            }
        case "the event can no longer be read from the journal":
            let mayBeUnknown = ledger.indexWasDamaged && isSuperseded(letter.sequence, at: site)
            if !entry.isDamaged, !mayBeUnknown { site.violate("has lost \(letter.sequence), which is not damaged") }
        case "the backlog was over backlog.max_size":
            if settings.whenFull != .deadLetter { site.violate("gave up \(letter.sequence), which nobody asked for") }
        default:
            guard let giveUpAfter = settings.giveUpAfter, let first = letter.firstAttemptAt else {
                return site.violate("has a dead letter of \(letter.sequence): \(letter.reason)")
            }
            let tried = Duration.milliseconds(letter.diedAt - first)
            if tried < giveUpAfter - .milliseconds(2), !ledger.clockWasSet {
                site.violate("gave up \(letter.sequence) after \(tried)")
            }
        }
    }

    /// A store holds what it said it had, or something newer.
    private func judgeStored(_ entry: Ledger.Entry, at site: Site) {
        guard site.scenario.kind == .bucket else { return }
        guard let thing = entry.draft.thing else {
            if !site.bucket.stored.contains(entry.event.id) { site.violate("does not hold \(entry.event.id)") }
            return
        }
        if site.bucket.newest[thing] ?? .min < entry.event.ordering {
            site.violate("does not hold \(entry.event.id), or anything newer")
        }
    }
}
