import Delivery
import Journal
import RouterCore

/// What a replay must send again, and what the journal must keep for one.
extension World {
    /// How long it may take, where its file cannot be written, until a courier has written down what became of an event.
    private static let settling = Duration.seconds(120)

    /// Whether nothing takes from the journal what nobody needs but replays.
    private var keepsForReplays: Bool {
        scenario.journal.maxSize > 1 << 30 && scenario.diskSize == .max && !scenario.faults.contains(.fullDisk)
            && !ledger.clockWasSet && !ledger.indexWasDamaged
    }

    /// A replay has begun: notes how often each of its events was delivered before.
    func expectReplay(
        of received: Range<Int64>,
        in sequences: Range<UInt64>,
        at site: Site,
        by machine: Machine
    ) {
        // What nobody needs any more may be gone before the segment that it was in.
        for sequence in contents(of: machine).map(\.sequence) where sequences.contains(sequence) {
            guard let entry = ledger.entries[sequence] else { continue }
            guard entry.draft.sites.contains(site.scenario.index) else { continue }
            guard received.contains(entry.event.receivedAt) else { continue }
            guard let last = site.lastDeliveredAt[sequence], last < now - Self.settling else { continue }
            site.expectReplay(of: sequence)
        }
    }

    /// What was to be sent again was, unless it is a dead letter since, or was given up in favour of a newer version.
    func judgeReplays(at site: Site, _ dead: [UInt64: DeadLetter]) {
        guard keepsForReplays else { return }
        let forgotten = site.replayed.filter { sequence, before in
            guard site.deliveries[sequence, default: 0] <= before, dead[sequence] == nil else { return false }
            return !sites.contains { isSuperseded(sequence, at: $0) }
        }
        guard let first = forgotten.keys.min() else { return }
        site.violate("was not sent \(forgotten.count) events of a replay again, \(first) the first")
    }

    /// What was received lately is still there.
    func checkKept(_ machine: Machine) {
        guard keepsForReplays, scenario.journal.keep > .zero else { return }
        let began = unixTime(at: now - scenario.journal.keep)
        let oldest = machine.journal.archive.oldest
        let isGone = ledger.entries.contains { $0 < oldest && $1.event.receivedAt > began }
        if isGone { ledger.violate("the journal has deleted what journal.keep asks for") }
    }
}
