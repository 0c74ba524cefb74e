import Delivery
import FaultyDisk
import Journal
import RouterCore

extension World {
    /// Looks now and then, once the storm is over, whether everything is delivered.
    func lookWhatWaits() {
        guard phase == .draining else { return }
        if now > drainDeadline { return reportWhatWaits() }
        timeline.schedule(at: now + .seconds(5)) { [unowned self] in lookWhatWaits() }
        guard let machine, machine.phase == .running else { return }
        Task(executorPreference: machine.pool) { [self] in
            for site in sites {
                statuses[site.scenario.index] = await machine.couriers[site.scenario.index].status()
            }
            if !machine.hasEnded, phase == .draining, sites.allSatisfy({ isDrained(statuses[$0.scenario.index]) }) {
                drained()
            }
        }
    }

    private func isDrained(_ status: CourierStatus?) -> Bool {
        guard let status else { return false }
        let hasReplayed = status.replay.map { $0.finishedAt != nil } ?? true
        return status.backlog.events == 0 && status.retryQueue == 0 && hasReplayed
    }

    private func reportWhatWaits() {
        if lastRequest != nil, !lastIsTaken {
            let files = disk.contents.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.count)" }
            ledger.violate("takes no events, although nothing fails any more; the files: \(files)")
        }
        for site in sites {
            guard let status = statuses[site.scenario.index] else {
                ledger.violate("\(site.scenario.name) does not even start")
                continue
            }
            if isDrained(status) { continue }
            ledger.violate(
                """
                \(site.scenario.name) does not drain: \(status.backlog.events) events wait, \(status.retryQueue) \
                in the retry queue, \(status.state.rawValue) \(status.reason ?? "")
                """
            )
        }
    }

    /// A journal that has met with all of that must take events again, once nothing fails any more.
    private func sendLast() {
        let request = sender.makeRequest(attempts: 40)
        lastRequest = request.number
        ledger.add(request.drafts)
        send(request)
        drainDeadline += .seconds(3600)
    }

    /// All is delivered: now and then the power is cut once more, and it must still be.
    private func drained() {
        if lastRequest == nil { return sendLast() }
        guard lastIsTaken else { return }
        note("drained")
        if random.oneIn(4) {
            plannedEnd = .powerCut
            statuses = [:]
            drainDeadline = now + .seconds(3600)
            return
        }
        phase = .ending
        // Two rounds of maintenance after the last release, and what the journal keeps for replays.
        timeline.schedule(at: now + .seconds(60) + scenario.journal.keep) { [unowned self] in
            checkRoom()
            machine?.stop()
        }
    }

    /// What everybody is done with is deleted.
    private func checkRoom() {
        guard let machine, !ledger.clockWasSet, !ledger.indexWasDamaged else { return }
        let segments = machine.journal.statistics.segments
        if segments > 1 { ledger.violate("\(segments) segments are left, and nobody needs them") }
    }
}
