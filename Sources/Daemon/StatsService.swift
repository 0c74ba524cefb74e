import Delivery
import Intake
import Journal
import Logging
import RouterCore
import ServiceLifecycle

/// Writes a `stats` line for each destination and one for intake, at a fixed interval.
struct StatsService: Service {
    let state: DaemonState
    let every: Duration
    let logger: Logger

    func run() async throws {
        while !Task.isShuttingDownGracefully {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: every) }
            if Task.isCancelled || Task.isShuttingDownGracefully { return }
            await write()
        }
    }

    private func write() async {
        let intake = state.intakeStatistics
        let journal = state.journal.statistics
        logger.info(
            "Intake and journal.",
            metadata: [
                "event": "stats", "accepted": .stringConvertible(intake.accepted),
                "duplicates": .stringConvertible(intake.duplicates),
                "rejected": .stringConvertible(intake.rejected.values.reduce(0, +)),
                "journal_bytes": .stringConvertible(journal.bytes),
                "journal_segments": .stringConvertible(journal.segments),
                "sync_p99_ms": .stringConvertible(journal.syncP99.milliseconds),
            ]
        )
        let now = WallClock.now()
        for status in await state.courierStatuses(opensWindow: true) {
            logger.info("\(Self.summary(status, now: now))", metadata: Self.metadata(status, now: now))
        }
    }

    /// What a person wants to see at a glance; the figures for machines are in the metadata.
    private static func summary(_ status: CourierStatus, now: Int64) -> String {
        let counts = status.window.counts
        var text = "\(status.name) is \(status.state.rawValue): \(counts.delivered) delivered"
        if counts.dead > 0 { text += ", \(counts.dead) became dead letters" }
        if counts.superseded > 0 { text += ", \(counts.superseded) superseded" }
        if counts.dropped > 0 { text += ", \(counts.dropped) dropped" }
        if counts.skipped > 0 { text += ", \(counts.skipped) skipped" }
        let waiting = status.backlog.events + status.retryQueue
        guard waiting > 0 else { return text }
        text += ", \(waiting) waiting"
        if let oldest = status.backlog.oldestReceivedAt { text += ", the oldest for \(max(0, now - oldest) / 1000) s" }
        return text
    }

    private static func metadata(_ status: CourierStatus, now: Int64) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "event": "stats", "destination": .string(status.name), "state": .string(status.state.rawValue),
            "delivered": .stringConvertible(status.window.counts.delivered),
            "retried": .stringConvertible(status.window.counts.retried),
            "dead": .stringConvertible(status.window.counts.dead),
            "superseded": .stringConvertible(status.window.counts.superseded),
            "dropped": .stringConvertible(status.window.counts.dropped),
            "skipped": .stringConvertible(status.window.counts.skipped),
            "backlog": .stringConvertible(status.backlog.events + status.retryQueue),
            "backlog_bytes": .stringConvertible(status.backlog.bytes),
        ]
        if let oldest = status.backlog.oldestReceivedAt {
            metadata["oldest_seconds"] = .stringConvertible(max(0, now - oldest) / 1000)
        }
        if let p50 = status.window.p50Milliseconds { metadata["p50_ms"] = .stringConvertible(p50) }
        if let p99 = status.window.p99Milliseconds { metadata["p99_ms"] = .stringConvertible(p99) }
        return metadata
    }
}

extension Duration {
    /// Milliseconds with fractions.
    var milliseconds: Double { self / .milliseconds(1) }
}
