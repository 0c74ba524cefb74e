import Delivery
import Intake
import Journal
import Logging
import RouterCore
import ServiceLifecycle

/// Watches the backlogs that have a size of their own, once a second, and tells the guard which of them are full.
struct BacklogService: Service {
    let couriers: CourierService
    let guardian: BacklogGuard
    let logger: Logger

    func run() async throws {
        var full = DestinationSet()
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            full = await look(full)
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
        }
    }

    private func look(_ before: DestinationSet) async -> DestinationSet {
        var full = DestinationSet()
        for one in couriers.running {
            // Others give up their oldest events by themselves.
            guard let maxSize = one.entry.settings.backlogMaxSize, !one.courier.givesWay else { continue }
            let (courier, bit) = (one.courier, one.bit)
            let waiting = await courier.status().backlog.bytes
            if waiting > maxSize { full.insert(bit) }
            guard full.contains(bit) != before.contains(bit) else { continue }
            if full.contains(bit) {
                logger.error(
                    "The backlog is over its size: intake answers 503 to events for this destination until it shrinks. Bring the destination back, or raise backlog.max_size.",
                    metadata: [
                        "event": "backlog.full", "destination": .string(courier.name),
                        "bytes": .stringConvertible(waiting), "max_size": .stringConvertible(maxSize),
                    ]
                )
            } else {
                logger.info(
                    "The backlog is below its size again: intake takes events for this destination.",
                    metadata: ["event": "backlog.ok", "destination": .string(courier.name)]
                )
            }
        }
        if full != before { guardian.refuse(full) }
        return full
    }
}
