import Logging

/// Says in the log what a reload came to.
struct ReloadLog: Sendable {
    let logger: Logger
    let path: String

    func note(_ outcome: ReloadOutcome) {
        switch outcome {
        case .done(let report): note(report)
        case .rejected(let rejection):
            for mistake in rejection.mistakes {
                logger.error("\(mistake)", metadata: ["event": "config.rejected", "file": .string(path)])
            }
            logger.error(
                "The configuration was not reloaded: nothing has changed.",
                metadata: [
                    "event": "config.rejected", "file": .string(path),
                    "mistakes": .stringConvertible(rejection.mistakes.count),
                ]
            )
        case .failed(let reason):
            logger.error(
                "The configuration was not reloaded: nothing has changed: \(reason)",
                metadata: ["event": "config.failed", "file": .string(path)]
            )
        }
    }

    private func note(_ report: ReloadReport) {
        for name in report.added { note("was added", "destination.added", name) }
        for (name, keys) in report.changed.sorted(by: { $0.key < $1.key }) {
            let list = keys.joined(separator: ", ")
            note("goes on with a changed configuration (\(list))", "destination.changed", name)
        }
        for name in report.removed { note("was removed; what waits for it is kept", "destination.removed", name) }
        for failure in report.failures {
            logger.error(
                "\(failure.destination) is stopped and its events wait; reload again once this is mended: \(failure.reason)",
                metadata: ["event": "destination.failed", "destination": .string(failure.destination)]
            )
        }
        if !report.needsRestart.isEmpty {
            logger.warning(
                "Changes that take effect only when the daemon is started again: \(report.needsRestart.joined(separator: ", "))",
                metadata: ["event": "config.restart_needed", "file": .string(path)]
            )
        }
        logger.notice(
            "The configuration is reloaded.",
            metadata: [
                "event": "config.reloaded", "file": .string(path),
                "added": .stringConvertible(report.added.count), "removed": .stringConvertible(report.removed.count),
                "changed": .stringConvertible(report.changed.count),
                "untouched": .stringConvertible(report.untouched.count),
                "routes_changed": .stringConvertible(report.routesChanged),
                "applied": .string(report.applied.joined(separator: ", ")),
            ]
        )
    }

    private func note(_ what: String, _ event: String, _ name: String) {
        logger.notice("\(name) \(what)", metadata: ["event": .string(event), "destination": .string(name)])
    }
}
