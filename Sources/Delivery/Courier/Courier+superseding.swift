internal import RouterCore

extension Courier {
    /// The sequences of those of the events that newer versions supersede; notes of each what it is a version of.
    func superseded(among events: inout [Event]) -> Set<UInt64> {
        guard settings.versions == .latest else { return [] }
        for index in events.indices { events[index].versionKey = VersionKey(of: events[index]) }
        return journal.superseded(events.compactMap(EventVersion.init), for: name)
    }

    /// The same for a batch that is about to be sent: newer versions may have come since its events were read.
    func superseded(
        in flight: Flight<Instant>,
        _ entries: [RetryEntry<Instant>],
        _ events: [Int64: Event]
    ) -> Set<UInt64> {
        guard settings.versions == .latest else { return [] }
        let known = flight.letters.compactMap { $0.event.flatMap(EventVersion.init) }
        let rows = Set(superseded(among: entries, events))
        return journal.superseded(known, for: name).union(entries.filter { rows.contains($0.id) }.map(\.sequence))
    }

    /// Those rows of the retry queue that newer versions supersede: by the events that were read for them, or because
    /// the journal has dropped the event for that reason.
    func superseded(among entries: [RetryEntry<Instant>], _ events: [Int64: Event]) -> [Int64] {
        guard settings.versions == .latest else { return [] }
        var known = Array(events.values)
        let superseded = superseded(among: &known)
        return entries.filter { entry in
            if events[entry.id] != nil { return superseded.contains(entry.sequence) }
            // A row that has its event itself has lost it by itself.
            return !entry.isAdopted && journal.isCompacted(entry.sequence)
        }.map(\.id)
    }

    /// Drops rows of the retry queue that versions which have come since the last look supersede: their next attempt may
    /// be hours away. Those that came with the file are only looked at when they are due.
    func dropSupersededRetries() async {
        let end = journal.end
        guard settings.versions == .latest, end != versionsSeenTo else { return }
        versionsSeenTo = end
        let waiting = machine.waitingVersions
        let old = journal.superseded(waiting.map(\.version), for: name)
        guard !old.isEmpty else { return }
        let ids = waiting.filter { old.contains($0.version.sequence) }.map(\.id)
        await settle(machine.superseded(ids.sorted(), at: now))
    }

    // MARK: - Giving way

    /// True where the backlog's oldest events may be given up, as the user wrote.
    package nonisolated var givesWay: Bool { settings.whenFull != .refuse }

    /// Gives up the oldest of what waits, so many payload bytes or a little more, as `backlog.when_full` says. Does
    /// nothing where that says to refuse. Takes its time: what is asked again before it is done counts once.
    package func giveWay(_ bytes: Int) {
        guard givesWay, bytes > 0 else { return }
        machine.backlogExceeds(by: bytes)
        mailbox.wake()
    }
}
