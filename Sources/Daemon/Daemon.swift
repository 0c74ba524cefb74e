import Delivery
import Intake
import Journal
import Logging
import NIOPosix
import RouterCore
import ServiceLifecycle
import UnixSignals

/// The daemon: journal, couriers and intake, started in that order and stopped in the other.
package struct Daemon: Sendable {
    /// How long couriers and connections may take to finish what is in flight.
    private static let shutdownBound = Duration.seconds(15)

    private let configuration: DaemonConfiguration
    private let logger: Logger

    package init(configuration: DaemonConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT, then stops gracefully. Throws where it cannot start or a part of it fails.
    package func run() async throws {
        let folder = DataFolder(configuration.data)
        try folder.create()
        let journal = try await openJournal(folder)
        warnOfRemovedDestinations(journal)
        let couriers = try await openCouriers(journal, folder)
        let state = DaemonState(journal: journal, couriers: couriers)
        let group = MultiThreadedEventLoopGroup.singleton
        let budget = MemoryBudget(limit: IntakeLimits().maxBytesInFlight)
        let counters = IntakeCounters()
        let guardian = BacklogGuard(journal: journal, names: configuration.destinations.map(\.name))
        let server = try makeServer(state, guardian, group, budget, counters)
        state.countIntake { server.statistics }
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    CourierService(couriers: couriers, bound: Self.shutdownBound),
                    BacklogService(limits: backlogLimits(couriers), guardian: guardian, logger: logger),
                    StatsService(state: state, every: configuration.log.statsEvery, logger: logger),
                    IntakeService(server: server, bound: Self.shutdownBound, logger: logger),
                ] as [any Service],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        do {
            try await services.run()
        } catch {
            await journal.close()
            throw error
        }
        await journal.close()
        logger.info("Stopped.", metadata: ["event": "stopped"])
    }

    private func openJournal(_ folder: DataFolder) async throws -> Journal {
        var settings = JournalConfiguration(
            directory: folder.journal,
            destinations: configuration.destinations.map(\.name)
        )
        settings.segmentSize = configuration.journal.segmentSize
        settings.keep = configuration.journal.keep
        settings.maxSize = configuration.journal.maxSize
        settings.deduplicateFor = configuration.intake.deduplicateFor
        return try await Journal.open(settings, logger: logger)
    }

    private func warnOfRemovedDestinations(_ journal: Journal) {
        let configured = Set(configuration.destinations.map(\.name))
        for name in journal.waitingDestinations.subtracting(configured).sorted() {
            logger.warning(
                "Events wait for a destination that is no longer configured. They keep their place on disk until it is configured again or `distributary forget` drops them.",
                metadata: ["event": "destination.removed", "destination": .string(name)]
            )
        }
    }

    private func openCouriers(_ journal: Journal, _ folder: DataFolder) async throws -> [Courier] {
        let coding = RecordCoding(
            encode: { RecordCodec.encode($0, into: &$1) },
            decode: { try RecordCodec.decode($0) }
        )
        var couriers: [Courier] = []
        for entry in configuration.destinations {
            var logger = logger
            logger[metadataKey: "destination"] = .string(entry.name)
            let context = DestinationContext(
                name: entry.name,
                timeout: entry.settings.timeout,
                logger: logger,
                preservesUserOrder: entry.settings.order == .user
            )
            couriers.append(
                try await Courier.open(
                    name: entry.name,
                    destination: entry.make(context),
                    settings: entry.settings,
                    journal: journal,
                    folder: folder.destinations,
                    coding: coding,
                    logger: self.logger
                )
            )
        }
        return couriers
    }

    private func backlogLimits(
        _ couriers: [Courier]
    ) -> [(courier: Courier, bit: DestinationSet, maxSize: Int)] {
        zip(couriers, configuration.destinations).enumerated().compactMap { index, pair in
            pair.1.settings.backlogMaxSize.map { (pair.0, DestinationSet(index: index), $0) }
        }
    }

    private func makeServer(
        _ state: DaemonState,
        _ guardian: BacklogGuard,
        _ group: MultiThreadedEventLoopGroup,
        _ budget: MemoryBudget,
        _ counters: IntakeCounters
    ) throws -> IntakeServer {
        var limits = IntakeLimits()
        limits.maxBody = configuration.intake.maxBody
        let handler = IntakeHandler(
            limits: limits,
            policy: IntakePolicy(
                authentication: Authentication(
                    secrets: configuration.intake.signingSecrets,
                    tolerance: configuration.intake.signatureTolerance,
                    bearerTokens: configuration.intake.bearerTokens
                ),
                routes: configuration.routes
            ),
            journal: guardian,
            pages: AdminPages(
                status: { await StatusPage(state).json() },
                metrics: { await MetricsPage(state).text() },
                isReady: { state.journal.failure == nil }
            ),
            budget: budget,
            counters: counters,
            logger: logger,
            clock: WallClock.now
        )
        return try IntakeServer(
            configuration: IntakeConfiguration(listeners: configuration.listeners, limits: limits),
            handler: handler,
            budget: budget,
            counters: counters,
            group: group,
            logger: logger,
            clock: WallClock.now
        )
    }
}
