import Delivery
import FaultyDisk
import Journal
import RouterCore

extension World {
    func planRequests() {
        // Some come at once, so that one commit takes several.
        var time = Duration.zero
        for _ in 0..<scenario.requests {
            if !random.oneIn(4) { time = random.duration(.zero, scenario.storm) }
            timeline.schedule(at: time) { [unowned self] in
                let request = sender.makeRequest()
                ledger.add(request.drafts)
                send(request)
            }
        }
    }

    /// An event for nobody that fills a segment nearly to its end.
    func fillSegment() {
        guard scenario.filling > 0, phase == .storm else { return }
        guard let machine, machine.phase == .running else {
            timeline.schedule(at: now + .seconds(1)) { [unowned self] in fillSegment() }
            return
        }
        let payload = [UInt8](repeating: UInt8(ascii: " "), count: scenario.filling)
        ledger.add([Draft(id: "filling", type: "auth", user: nil, thing: nil, payload: payload, sites: [])])
        let event = Event(
            id: "filling",
            type: "auth",
            userID: nil,
            referenceID: nil,
            provider: nil,
            reference: nil,
            receivedAt: unixTime(at: now),
            ordering: 0,
            destinations: [],
            payload: payload[...]
        )
        ObservedJournal(machine).append([event], completion: AppendCompletion { _ in })
    }

    func send(_ first: Request) {
        let request = first.afterAttempt
        note("request", request.number, request.drafts.count)
        guard let machine, isToBeSent(request) else { return sendAgain(request) }
        openRequests[request.number] = request
        let isHeard = machine.take(request) { [unowned self] status in answered(request, status) }
        if !isHeard {
            openRequests[request.number] = nil
            sendAgain(request)
        }
    }

    private func answered(_ request: Request, _ status: Int) {
        note("answered", request.number, status)
        openRequests[request.number] = nil
        switch status {
        case 202:
            if request.number == lastRequest { lastIsTaken = true }
            ledger.acknowledge(request.drafts)
            if random.chance(scenario.repetition) { sendAgain(request) }
        case 503: sendAgain(request)
        default: ledger.violate("request \(request.number) is answered with \(status)")
        }
    }

    /// Senders stop with the storm, but for one.
    private func isToBeSent(_ request: Request) -> Bool {
        phase == .storm || phase == .draining && request.number == lastRequest && !lastIsTaken
    }

    func sendAgain(_ request: Request) {
        guard request.attemptsLeft > 0, isToBeSent(request) else { return }
        timeline.schedule(at: now + random.duration(.zero, .seconds(random.pick([1, 30])))) { [unowned self] in
            send(request)
        }
    }

    /// The journal has answered an append.
    func appended(_ events: [Event], _ result: Result<[AppendResult], JournalFailure>) {
        for sequence in ledger.appended(events, result) { expect(sequence) }
        if case .failure(let failure) = result { note("refused", events.count, 0, failure.reason) }
    }

    func expect(_ sequence: UInt64) {
        guard let entry = ledger.entries[sequence] else { return }
        ledger.note(sequence, takenAt: now, in: nextLife - 1)
        note("taken", Int(truncatingIfNeeded: sequence), entry.draft.sites.count, entry.event.id)
        for site in entry.draft.sites { sites[site].expect(sequence, of: entry.event.userID) }
    }

    // MARK: - Full backlogs

    /// The name of a destination that is full and that some of the events are for.
    func fullSite(among events: [Event]) -> String? {
        guard !fullSites.isEmpty else { return nil }
        let full = fullSites.sorted().first { site in
            events.contains { $0.destinations.contains(DestinationSet(index: site)) }
        }
        return full.map { sites[$0].scenario.name }
    }

    /// Looks which backlogs are over their size, as the daemon does once a second.
    func watchBacklogs(_ machine: Machine) {
        guard machine.phase == .running else { return }
        let watched = sites.map(\.scenario).filter { site in
            site.settings.whenFull == .refuse && site.settings.backlogMaxSize != nil
        }
        guard !watched.isEmpty else { return }
        Task(executorPreference: machine.pool) { [self] in
            for site in watched {
                let status = await machine.couriers[site.index].status()
                if machine.hasEnded { return }
                let isFull = status.backlog.bytes > site.settings.backlogMaxSize ?? .max
                if isFull { fullSites.insert(site.index) } else { fullSites.remove(site.index) }
            }
        }
    }
}
