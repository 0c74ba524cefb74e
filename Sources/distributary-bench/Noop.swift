import ArgumentParser
import Foundation
import Intake
import Logging
import NIOPosix

/// The yardstick of durable intake: the same server, whose handler collects the body and answers 202.
struct Noop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs intake's server with a handler that answers 202 and does nothing else."
    )

    @Option(help: "The port on 127.0.0.1.")
    var port: Int

    func run() async throws {
        let listener = ListenerConfiguration(address: .tcp(host: "127.0.0.1", port: port), role: .intake)
        let server = try IntakeServer(
            configuration: IntakeConfiguration(listeners: [listener]),
            handler: NoopHandler(),
            budget: MemoryBudget(limit: IntakeLimits().maxBytesInFlight),
            counters: IntakeCounters(),
            group: EventLoops.shared,
            logger: Logger(label: "noop") { _ in SwiftLogNoOpLogHandler() },
            clock: { Int64(Date().timeIntervalSince1970 * 1000) }
        )
        try await server.run { _ in }
    }
}
