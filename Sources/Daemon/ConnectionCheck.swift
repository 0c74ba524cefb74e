import Logging
import RouterCore
import Synchronization

/// Looks whether destinations can be delivered to, all of them at once, and writes nothing.
package enum ConnectionCheck {
    /// What was found out about one destination.
    package struct Result: Sendable {
        package let name: String
        package let kind: String
        package let findings: [ConnectionFinding]

        /// Whether somebody must put something right.
        package var isBad: Bool { findings.contains { $0.verdict == .bad } }
    }

    /// Each destination is given so long at most, whatever its `timeout`.
    private static let timeout = Duration.seconds(10)
    /// How much longer it may take to come to an end.
    private static let grace = Duration.seconds(5)

    /// In the order of the configuration.
    package static func run(_ destinations: [ConfiguredDestination]) async -> [Result] {
        await withTaskGroup(of: (Int, Result).self) { group in
            for (index, destination) in destinations.enumerated() {
                group.addTask {
                    let findings = await FirstFindings.of(
                        destination,
                        within: min(timeout, destination.settings.timeout)
                    )
                    return (index, Result(name: destination.name, kind: destination.kind, findings: findings))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Waits for an examination, but not for ever: one that hangs in a call of the system is left behind.
    private final class FirstFindings: Sendable {
        private let continuation: Mutex<CheckedContinuation<[ConnectionFinding], Never>?>

        private init(_ continuation: CheckedContinuation<[ConnectionFinding], Never>) {
            self.continuation = Mutex(continuation)
        }

        static func of(_ entry: ConfiguredDestination, within timeout: Duration) async -> [ConnectionFinding] {
            await withCheckedContinuation { continuation in
                let first = FirstFindings(continuation)
                let timer = Task.detached {
                    try await Task.sleep(for: timeout + grace)
                    first.resume([
                        ConnectionFinding(.connection, .bad, "no answer within \(timeout + grace)"),
                        ConnectionFinding(.credentials, .unknown, "not looked at without an answer"),
                        ConnectionFinding(.target, .unknown, "not looked at without an answer"),
                    ])
                }
                Task.detached {
                    let destination = entry.make(
                        DestinationContext(
                            name: entry.name,
                            timeout: timeout,
                            logger: Logger(label: "check") { _ in SwiftLogNoOpLogHandler() }
                        )
                    )
                    let findings = await destination.examine()
                    await destination.shutdown()
                    timer.cancel()
                    first.resume(findings)
                }
            }
        }

        private func resume(_ findings: [ConnectionFinding]) {
            continuation.withLock { $0.take() }?.resume(returning: findings)
        }
    }
}
