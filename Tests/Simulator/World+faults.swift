import Delivery
import FaultyDisk
import Journal
import RouterCore

extension World {
    func planFaults() {
        guard scenario.faultsPerMinute > 0, !scenario.faults.isEmpty else { return }
        var time = Duration.zero
        let gap = Duration.seconds(60 / scenario.faultsPerMinute)
        while true {
            time += random.duration(.zero, gap * 2)
            if time >= scenario.storm { return }
            let fault = random.pick(scenario.faults)
            timeline.schedule(at: time) { [unowned self] in strike(fault) }
        }
    }

    private func strike(_ fault: Fault) {
        guard phase == .storm else { return }
        note("fault", 0, 0, "\(fault)")
        startMayFail = true
        switch fault {
        case .kill: if machine != nil { plannedEnd = .kill }
        case .powerCut: if machine != nil { plannedEnd = .powerCut }
        case .deathInTheMidst:
            deathIsPowerCut = random.oneIn(2)
            disk.operationsUntilDeath = Int.random(in: 0...random.pick([10, 300]), using: &random)
        case .restart: restart()
        case .failedSync: disk.syncsUntilFailure = Int.random(in: 0...6, using: &random)
        case .failedWrite: failWrite()
        case .fullDisk: fillDisk()
        case .flippedRecord: flipRecord()
        case .flippedHeader: flipHeader()
        case .unreadableBlock: loseBlock()
        case .clockSet: setClock()
        case .deadLettersRetried: retryDeadLetters()
        case .replay: replay()
        }
    }

    /// What is written down last may be what fails.
    private func restart() {
        guard let machine, machine.phase == .running else { return }
        machine.stop()
        if scenario.faults.contains(.failedWrite), random.oneIn(2) { failWrite() }
    }

    private func failWrite() {
        disk.writesUntilFailure = Int.random(in: 0...8, using: &random)
        disk.writeFailure = random.oneIn(2) ? FileSystemError.io : FileSystemError.noSpace
    }

    private func fillDisk() {
        disk.capacity = min(disk.wholeCapacity, disk.size + Int.random(in: 0...20_000, using: &random))
        timeline.schedule(at: now + random.duration(.zero, .seconds(60))) { [unowned self] in
            disk.capacity = disk.wholeCapacity
        }
    }

    private func setClock() {
        let change = Int64.random(in: -600_000...600_000, using: &random)
        clockOffset += change
        clockChanges += .milliseconds(abs(change))
        ledger.clockWasSet = true
    }

    // MARK: - What a person does

    private func retryDeadLetters() {
        guard let machine, machine.phase == .running else { return }
        let site = random.pick(sites)
        let mayFail = !diskIsHealthy
        do {
            let letters = try DeadLetters(
                folder: machine.databaseFolder,
                destination: site.scenario.name,
                coding: coding
            )
            site.watch.obeysPerson = true
            note("retries dead letters", site.scenario.index, try letters.retry(.all))
        } catch {
            if !mayFail { ledger.violate("dead letters cannot be retried: \(error)") }
        }
    }

    private func replay() {
        guard let machine, machine.phase == .running else { return }
        let site = random.pick(sites)
        let until = unixTime(at: now)
        let from = until - Int64.random(in: 0...600_000, using: &random)
        site.wasReplayed = true
        Task(executorPreference: machine.pool) { [self] in
            do throws(ReplayFailure) {
                let (replay, span) = try await machine.couriers[site.scenario.index].startReplay(from..<until)
                if !machine.hasEnded { expectReplay(of: from..<until, in: span.sequences, at: site, by: machine) }
                note("replays", site.scenario.index, Int(replay.id))
            } catch {
                note("does not replay", site.scenario.index, 0, "\(error)")
            }
        }
    }

    // MARK: - The end of it

    /// From here on nothing fails any more.
    func endStorm() {
        note("storm is over")
        phase = .draining
        disk.heal()
        for site in sites { site.isCalm = true }
        drainDeadline = now + drainBound
        timeline.schedule(at: now + .seconds(5)) { [unowned self] in lookWhatWaits() }
    }

    /// In this time all must be delivered: what a destination may have asked for, what the backoff may have come to, and
    /// what it takes to send the events one by one.
    private var drainBound: Duration {
        var longest = Duration.zero
        for site in scenario.sites {
            let settings = site.settings
            let events = ledger.entries.count
            var bound = Duration.seconds(300) + (settings.retryMax + .seconds(200) + settings.timeout) * 3
            bound += .seconds(events)
            if let rate = settings.rate { bound += .seconds(Double(events) / rate * 2) }
            if site.spoilers > 0 { bound += (settings.retryMax + .seconds(5)) * (events / site.spoilers + 2) * 4 }
            longest = max(longest, bound)
        }
        // What is due at a time of the wall clock is due later where that is set back.
        return longest + clockChanges
    }
}
