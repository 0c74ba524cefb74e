import Delivery
import Foundation
import Intake
import Journal
import LargeRequests
import RouterCore

/// Makes the JSON of `GET /status`.
struct StatusPage {
    private let state: DaemonState

    init(_ state: DaemonState) {
        self.state = state
    }

    func json() async -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        let report = await report()
        guard let data = try? encoder.encode(report) else { return Array("{}".utf8) }
        return Array(data)
    }

    private func report() async -> StatusReport {
        let statistics = state.journal.statistics
        let intake = state.intakeStatistics
        var destinations: [String: StatusReport.Destination] = [:]
        let now = WallClock.now()
        for status in await state.courierStatuses() {
            destinations[status.name] = Self.destination(status, now: now)
        }
        return StatusReport(
            startedAt: WallClock.text(state.startedAt),
            journal: StatusReport.Journal(
                segments: statistics.segments,
                bytes: statistics.bytes,
                nextSequence: statistics.end,
                damaged: statistics.damaged,
                failure: state.journal.failure?.reason
            ),
            intake: StatusReport.Intake(
                accepted: intake.accepted,
                duplicates: intake.duplicates,
                rejected: Dictionary(uniqueKeysWithValues: intake.rejected.map { ("\($0.key)", $0.value) }),
                connections: intake.connections
            ),
            destinations: destinations,
            largeRequests: state.largeRequests.all.map { StatusReport.LargeRequest($0) }
        )
    }

    private static func destination(_ status: CourierStatus, now: Int64) -> StatusReport.Destination {
        StatusReport.Destination(
            kind: status.kind,
            state: status.state.rawValue,
            reason: status.reason,
            since: WallClock.text(status.since),
            backlog: StatusReport.Backlog(
                events: status.backlog.events,
                bytes: status.backlog.bytes,
                oldestSeconds: status.backlog.oldestReceivedAt.map { Int(max(0, now - $0) / 1000) }
            ),
            retryQueue: StatusReport.Queue(events: status.retryQueue),
            deadLetters: StatusReport.Queue(events: status.deadLetters),
            delivered: status.sinceStart.delivered,
            retried: status.sinceStart.retried,
            dead: status.sinceStart.dead,
            superseded: status.sinceStart.superseded,
            dropped: status.sinceStart.dropped,
            skipped: status.sinceStart.skipped,
            eventsPerSecond: (status.window.rate * 10).rounded() / 10,
            p50Ms: status.window.p50Milliseconds,
            p99Ms: status.window.p99Milliseconds,
            lastError: status.lastError.map { StatusReport.LastError(reason: $0.reason, at: WallClock.text($0.at)) },
            lastDeliveredAt: status.lastDeliveredAt.map { WallClock.text($0) },
            replay: status.replay.map { StatusReport.Replay($0) }
        )
    }
}

extension StatusReport.Replay {
    init(_ replay: Replay) {
        self.init(
            id: replay.id,
            from: WallClock.text(replay.received.lowerBound),
            to: WallClock.text(replay.received.upperBound),
            startDate: replay.days.map { DaySpan.text($0.first) },
            endDate: replay.days.map { DaySpan.text($0.last) },
            share: (replay.share * 1000).rounded() / 1000,
            taken: replay.taken,
            delivered: replay.delivered,
            dead: replay.dead,
            missing: replay.missing,
            finishedAt: replay.finishedAt.map { WallClock.text($0) },
            wasCancelled: replay.wasCancelled
        )
    }
}

extension StatusReport.LargeRequest {
    init(_ request: LargeRequest) {
        self.init(
            reference: request.reference,
            state: request.state.rawValue,
            expected: request.expected,
            arrived: request.arrived,
            openedAt: WallClock.text(request.openedAt),
            lastAt: WallClock.text(request.lastAt)
        )
    }
}
