import FaultyDisk
import Journal
import Logging
import RouterCore

extension World {
    var journalConfiguration: JournalConfiguration { scenario.journal }

    /// Whether the disk does what it is asked for.
    var diskIsHealthy: Bool {
        disk.syncsUntilFailure == nil && disk.writesUntilFailure == nil && disk.operationsUntilDeath == nil
            && disk.capacity == disk.wholeCapacity
    }

    /// How long the disk takes to sync.
    func syncDuration() -> Duration {
        random.oneIn(50) ? random.duration(.zero, .seconds(5)) : random.duration(.zero, .milliseconds(15))
    }

    /// Starts the process.
    func boot() {
        let life = nextLife
        nextLife += 1
        note("boots", life)
        startMayFail = !diskIsHealthy
        do {
            let machine = try Machine(self, life: life, seed: random.next())
            self.machine = machine
            recover(machine)
            machine.start()
            scheduleChores(machine)
        } catch {
            if !startMayFail { ledger.violate("the journal does not open: \(error.reason)") }
            note("does not open", life, 0, error.reason)
            if !disk.hasDied { disk.killProcess() }
            bootLater()
        }
    }

    /// Reads all that the journal holds: what was not answered may be safe nevertheless.
    private func recover(_ machine: Machine) {
        for sequence in ledger.recovered(contents(of: machine)) { expect(sequence) }
    }

    /// All that the journal holds.
    func contents(of machine: Machine) -> [Event] {
        // The oracle's reading is no operation of the process.
        let planned = disk.operationsUntilDeath
        if disk.hasDied { return [] }
        disk.operationsUntilDeath = nil
        defer { disk.operationsUntilDeath = planned }
        let reader = machine.journal.archive.archiveReader(from: 1, received: .min ..< .max)
        var events: [Event] = []
        var failures = 0
        // A block that cannot be read is given up after a few tries.
        while reader.position < machine.journal.end, failures < 1000 {
            if let next = try? reader.next(maxEvents: 1000, maxBytes: 1 << 26) { events += next } else { failures += 1 }
        }
        return events
    }

    /// What goes on in the process beside the journal and the couriers.
    private func scheduleChores(_ machine: Machine) {
        let scheduler = machine.scheduler
        func every(_ duration: Duration, _ body: @escaping () -> Void) {
            scheduler.schedule(at: scheduler.now + duration) { [unowned machine] in
                if machine.hasEnded || machine.phase == .stopping || machine.phase == .stopped { return }
                body()
                every(duration, body)
            }
        }
        every(.seconds(7)) { [unowned machine] in machine.compact() }
        every(.seconds(11)) { [unowned self, unowned machine] in checkKept(machine) }
        every(.seconds(3)) { [unowned self, unowned machine] in watchBacklogs(machine) }
    }

    private func bootLater() {
        machine = nil
        timeline.schedule(at: now + random.duration(.zero, .seconds(random.pick([1, 20])))) { [unowned self] in
            if machine == nil { boot() }
        }
    }

    // MARK: - Ends

    func crash(_ end: PlannedEnd) {
        note(end == .kill ? "killed" : "power cut")
        if end == .kill { disk.killProcess() } else { disk.cutPower() }
        leave()
        bootLater()
    }

    /// The couriers' files could not be opened: the daemon ends, and is started again.
    func failedToStart() {
        if !startMayFail { ledger.violate("a courier does not start on a healthy disk") }
        disk.killProcess()
        leave()
        bootLater()
    }

    /// The process ended as it was asked to.
    func ended(_ machine: Machine) {
        if phase == .ending {
            judge(machine)
            phase = .done
        }
        machine.release()
        self.machine = nil
        fullSites = []
        for request in openRequests.sorted(by: { $0.key < $1.key }) { sendAgain(request.value) }
        openRequests = [:]
        if phase != .done { bootLater() }
    }

    /// What the process had on its way may still arrive somewhere.
    private func leave() {
        guard let machine else { return }
        for site in sites {
            for effect in site.cutOff() where site.random.oneIn(2) {
                timeline.schedule(at: now + site.random.duration(.zero, .seconds(60)), effect)
            }
        }
        fullSites = []
        for request in openRequests.sorted(by: { $0.key < $1.key }) { sendAgain(request.value) }
        openRequests = [:]
        machine.kill()
        self.machine = nil
    }

    // MARK: - Logging

    /// What is logged is a part of what happens.
    var logger: Logger {
        Logger(label: "simulation") { [unowned self] _ in TraceLogHandler(world: self) }
    }
}
