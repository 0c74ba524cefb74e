import Delivery
import Journal
import Logging
import PayloadFetching
import RouterCore

/// Opens couriers for entries of the configuration.
struct CourierFactory: Sendable {
    let journal: Journal
    let folder: DataFolder
    let routes: RoutesInForce
    let feed: OutcomeFeed
    /// Takes what is fetched where events only point to their payloads.
    let payloads: PayloadDesk
    /// How events are kept in a courier's file.
    let coding: RecordCoding
    let logger: Logger

    /// Makes the destination and opens its file, which is made where it is missing.
    /// `bit` stands for the destination in the events of this process.
    func open(_ entry: ConfiguredDestination, bit: DestinationSet) async throws(CourierStoreFailure) -> Courier {
        var logger = logger
        logger[metadataKey: "destination"] = .string(entry.name)
        let context = DestinationContext(
            name: entry.name,
            timeout: entry.settings.timeout,
            logger: logger,
            preservesUserOrder: entry.settings.order == .user
        )
        let destination = entry.make(context)
        (destination as? PayloadFetcher)?.use(payloads)
        return try await Courier.open(
            name: entry.name,
            destination: destination,
            settings: entry.settings,
            journal: journal,
            folder: folder.destinations,
            coding: coding,
            logger: self.logger,
            replays: ReplaySource(
                archive: journal.archive,
                wants: { [routes] in routes.destinations(for: $0).contains(bit) },
                names: { $0.destinations.contains(bit) }
            ),
            feed: feed,
            isStrict: { [routes] in routes.strictDestinations(for: $0).contains(bit) }
        )
    }
}
