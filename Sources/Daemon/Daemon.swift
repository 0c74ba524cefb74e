import AtRest
import Delivery
import Intake
import Journal
import LargeRequests
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
    private let source: ConfigurationSource
    private let logger: Logger

    /// `configuration` is what `source` said; it is read again on SIGHUP and on `POST /reload`.
    package init(configuration: DaemonConfiguration, source: ConfigurationSource, logger: Logger) {
        self.configuration = configuration
        self.source = source
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT, then stops gracefully. Throws where it cannot start or a part of it fails.
    package func run() async throws {
        // From here on SIGHUP does not end the process; one that comes before all is open is answered then.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let folder = DataFolder(configuration.data)
        try folder.create()
        let journal = try await openJournal(folder)
        do {
            try await serve(journal, folder, hangups)
        } catch {
            await journal.close()
            throw error
        }
        await journal.close()
        logger.info("Stopped.", metadata: ["event": "stopped"])
    }

    private func serve(_ journal: Journal, _ folder: DataFolder, _ hangups: UnixSignalsSequence) async throws {
        let policy = IntakePolicy(configuration, DestinationTable(names: journal.destinations))
        let routes = RoutesInForce(policy.routes)
        let feed = OutcomeFeed()
        let payloads = PayloadDesk()
        let factory = CourierFactory(
            journal: journal,
            folder: folder,
            routes: routes,
            feed: feed,
            payloads: payloads,
            coding: .journal(configuration.journal.keys),
            logger: logger
        )
        let couriers = try await openCouriers(factory)
        EncryptionLog(keys: configuration.journal.keys, logger: logger).write(journal, couriers.couriers, folder)
        let removed = RemovedDestinations(journal: journal, folder: folder, logger: logger)
        await removed.reviewElsewhere(configured: configuration.destinations.map(\.name))
        let requests = LargeRequestFile(path: folder.largeRequests, vault: Vault(configuration.journal.keys))
        let tracker = LargeRequestTracker(loadLargeRequests(requests))
        let state = DaemonState(journal: journal, couriers: couriers, largeRequests: tracker)
        let guardian = BacklogGuard(journal: journal)
        let desk = CommandDesk(feed: feed)
        let intake = try makeIntake(state, policy, guardian, desk)
        state.countIntake { intake.server.statistics }
        payloads.open(handler: intake.handler, couriers: couriers, journal: journal)
        let reloader = Reloader(
            source: source,
            running: configuration,
            couriers: couriers,
            factory: factory,
            logger: logger,
            update: { intake.handler.update($0) }
        )
        desk.open(reloader)
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                // Stopped from the last to the first: what may still append ends before what counts it.
                services: [
                    LargeRequestService(tracker, file: requests, journal: journal, logger: logger),
                    couriers,
                    BacklogService(couriers: couriers, guardian: guardian, logger: logger),
                    MemoryService(),
                    StatsService(state: state, every: configuration.log.statsEvery, logger: logger),
                    ReloadService(reloader: reloader, signals: hangups),
                    IntakeService(server: intake.server, bound: Self.shutdownBound, logger: logger),
                ] as [any Service],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        try await services.run()
    }

    /// What the last run knew of large requests. They are watched, not kept: a file that cannot be read is no reason to
    /// refuse events.
    private func loadLargeRequests(_ file: LargeRequestFile) -> LargeRequestLedger {
        do {
            return try file.load()
        } catch {
            logger.warning("\(error)", metadata: ["event": "large_request.unsaved"])
            return LargeRequestLedger()
        }
    }

    private func openJournal(_ folder: DataFolder) async throws -> Journal {
        var settings = JournalConfiguration(
            directory: folder.journal,
            destinations: configuration.destinations.map(\.name)
        )
        settings.latestDestinations = configuration.latestDestinations
        settings.segmentSize = configuration.journal.segmentSize
        settings.keep = configuration.journal.keep
        settings.maxSize = configuration.journal.maxSize
        settings.reserve = configuration.journal.reserve
        settings.keys = configuration.journal.keys
        settings.deduplicateFor = configuration.intake.deduplicateFor
        return try await Journal.open(settings, logger: logger)
    }

    private func openCouriers(_ factory: CourierFactory) async throws -> CourierService {
        let couriers = CourierService(bound: Self.shutdownBound)
        let table = DestinationTable(names: factory.journal.destinations)
        for entry in configuration.destinations {
            let bit = table.bit(of: entry.name)
            _ = couriers.add(try await factory.open(entry, bit: bit), for: entry, bit: bit)
        }
        return couriers
    }

    private func makeIntake(
        _ state: DaemonState,
        _ policy: IntakePolicy,
        _ guardian: BacklogGuard,
        _ desk: CommandDesk
    ) throws -> (server: IntakeServer, handler: IntakeHandler) {
        let limits = IntakeLimits()
        let budget = MemoryBudget(limit: limits.maxBytesInFlight)
        let counters = IntakeCounters()
        let handler = IntakeHandler(
            limits: limits,
            policy: policy,
            journal: guardian,
            pages: AdminPages(
                status: { await StatusPage(state).json() },
                metrics: { await MetricsPage(state).text() },
                isReady: { state.journal.failure == nil },
                perform: { await desk.perform($0, $1) }
            ),
            budget: budget,
            counters: counters,
            logger: logger,
            clock: WallClock.now,
            accepted: state.largeRequests.accepted
        )
        let server = try IntakeServer(
            configuration: IntakeConfiguration(listeners: configuration.listeners, limits: limits),
            handler: handler,
            budget: budget,
            counters: counters,
            group: EventLoops.shared,
            logger: logger,
            clock: WallClock.now
        )
        return (server, handler)
    }
}

extension IntakePolicy {
    /// What the configuration says of who may send and where events go, in the bits of `table`.
    convenience init(_ configuration: DaemonConfiguration, _ table: DestinationTable) {
        self.init(
            authentication: Authentication(
                secrets: configuration.intake.signingSecrets,
                tolerance: configuration.intake.signatureTolerance,
                bearerTokens: configuration.intake.bearerTokens
            ),
            routes: table.routes(configuration.routes, of: configuration.destinations.map(\.name)),
            latest: configuration.latestDestinations.reduce(into: []) { $0.formUnion(table.bit(of: $1)) },
            pointers: configuration.intake.fetches == nil ? [] : table.bit(of: ConfiguredDestination.payloadsName),
            maxBody: configuration.intake.maxBody
        )
    }
}
