import Delivery
import Intake
import Journal
import Logging
import NIOPosix
import RouterCore

/// Takes a changed configuration into force while the daemon runs, one reload after the other.
///
/// The order is what keeps every event: a destination's file is there, and its bit stands in the journal's table, before
/// a route names it; a route has ceased to name it before its courier stops. What is accepted in between goes the way of
/// the routes that it was accepted under. A changed destination's events wait in the journal while its courier changes.
actor Reloader {
    /// How long a batch in flight is waited for at most, however long the destination's `timeout` is.
    private static let longestStop = Duration.seconds(60)
    /// What a call may take beyond the timeout of its destination before the courier gives it up.
    private static let callGrace = CourierLimits().callGrace
    /// Reloads that may wait for one that is under way.
    private static let maxWaiting = 8

    private let source: ConfigurationSource
    private let journal: Journal
    private let couriers: CourierService
    private let factory: CourierFactory
    private let removed: RemovedDestinations
    private let update: @Sendable (IntakePolicy) -> Void
    private let log: ReloadLog
    /// What is in force.
    private var running: DaemonConfiguration
    private var isBusy = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    /// `update` gives intake its new policy.
    init(
        source: ConfigurationSource,
        running: DaemonConfiguration,
        couriers: CourierService,
        factory: CourierFactory,
        logger: Logger,
        update: @escaping @Sendable (IntakePolicy) -> Void
    ) {
        self.source = source
        self.running = running
        journal = factory.journal
        self.couriers = couriers
        self.factory = factory
        removed = RemovedDestinations(journal: factory.journal, folder: factory.folder, logger: logger)
        log = ReloadLog(logger: logger, path: source.path)
        self.update = update
    }

    /// Reads the file again and takes over what it says.
    func reload() async -> ReloadOutcome {
        guard await takeTurn() else { return .failed(reason: "\(waiters.count) other reloads wait already") }
        defer { giveTurn() }
        let outcome: ReloadOutcome
        switch await source.loadElsewhere() {
        case .success(let configuration): outcome = await apply(configuration)
        case .failure(let rejection): outcome = .rejected(rejection)
        }
        log.note(outcome)
        return outcome
    }

    /// The courier of a destination that runs.
    nonisolated func courier(_ name: String) -> Courier? { couriers.courier(name) }

    /// Drops what waits for a destination that is not configured; the files that were deleted.
    func forget(_ name: String) async throws -> [String] {
        guard await takeTurn() else { throw DaemonFailure("\(waiters.count) reloads wait already") }
        defer { giveTurn() }
        if running.destinations.contains(where: { $0.name == name }) {
            throw DaemonFailure("'\(name)' is configured: remove it first")
        }
        let removed = removed
        return try await NIOThreadPool.singleton.runIfActive { try removed.forget(name) }
    }

    // MARK: - Taking over

    private func apply(_ new: DaemonConfiguration) async -> ReloadOutcome {
        let difference = ConfigurationDifference(from: running, to: new)
        let names = new.destinations.map(\.name)
        guard let table = DestinationTable(names: journal.destinations).adding(names) else {
            let places = "\(DestinationSet.capacity) places for destinations"
            let mistake = "\(source.path): error: this process has no more of its \(places): start the daemon again"
            return .rejected(.init(path: source.path, mistakes: [mistake]))
        }
        var report = ReloadReport(difference)
        // Before anything is stopped: where a file cannot be made, nothing has changed.
        var added: [(ConfiguredDestination, Courier)] = []
        do {
            for entry in new.destinations where difference.added.contains(entry.name) {
                added.append((entry, try await factory.open(entry, bit: table.bit(of: entry.name))))
            }
            try journal.use(destinations: table.names)
        } catch {
            return .failed(reason: "the configuration was not reloaded: \(Daemon.describe(error))")
        }
        for (entry, courier) in added where !couriers.add(courier, for: entry, bit: table.bit(of: entry.name)) {
            return .failed(reason: "the daemon is stopping")
        }
        let policy = IntakePolicy(new, table)
        factory.routes.replace(by: policy.routes)
        update(policy)
        journal.setLatest(new.latestDestinations)
        journal.keep(for: new.journal.keep)
        await stop(difference)
        // Their replays go on where somebody configures them again, with what is still there.
        for name in difference.removed { journal.archive.hold(nil, for: name) }
        report.failures = await restart(new.destinations.filter { report.changed[$0.name] != nil }, table)
        couriers.keep(only: names)
        running = ConfigurationDifference.inForce(new, after: running)
        // What does not run is looked at again with the next reload.
        running.destinations.removeAll { entry in report.failures.contains { $0.destination == entry.name } }
        await removed.reviewElsewhere(configured: names)
        return .done(report)
    }

    /// All together: each waits for its own batches.
    private func stop(_ difference: ConfigurationDifference) async {
        let leaving = difference.removed + difference.changed.map(\.name)
        await withDiscardingTaskGroup { group in
            for entry in running.destinations where leaving.contains(entry.name) {
                let bound = min(entry.settings.timeout + Self.callGrace, Self.longestStop)
                group.addTask { [couriers] in await couriers.stop(entry.name, within: bound) }
            }
        }
    }

    private func restart(_ entries: [ConfiguredDestination], _ table: DestinationTable) async -> [ReloadReport.Failure]
    {
        var failures: [ReloadReport.Failure] = []
        for entry in entries {
            do {
                let bit = table.bit(of: entry.name)
                let courier = try await factory.open(entry, bit: bit)
                guard !couriers.add(courier, for: entry, bit: bit) else { continue }
                failures.append(.init(destination: entry.name, reason: "the daemon is stopping"))
            } catch {
                failures.append(.init(destination: entry.name, reason: "\(error)"))
            }
        }
        return failures
    }

    // MARK: - Turns

    /// False where too many wait already.
    private func takeTurn() async -> Bool {
        guard isBusy else {
            isBusy = true
            return true
        }
        guard waiters.count < Self.maxWaiting else { return false }
        await withCheckedContinuation { waiters.append($0) }
        return true
    }

    private func giveTurn() {
        if waiters.isEmpty {
            isBusy = false
        } else {
            waiters.removeFirst().resume()
        }
    }
}
