import Intake
import Logging
import ServiceLifecycle

/// Runs the listeners.
struct IntakeService: Service {
    let server: IntakeServer
    let bound: Duration
    let logger: Logger

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await server.run { addresses in
                logger.info(
                    "Ready.",
                    metadata: [
                        "event": "ready", "listen": .string(addresses.map(\.description).joined(separator: ", ")),
                    ]
                )
            }
        } onGracefulShutdown: {
            Task { await server.shutdown(within: bound) }
        }
    }
}
