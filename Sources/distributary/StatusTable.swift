import Daemon

/// The status report as a table for a terminal.
struct StatusTable {
    let text: String

    init(_ report: StatusReport) {
        var rows = [
            [
                "destination", "kind", "state", "backlog", "oldest", "retrying", "dead", "delivered", "superseded",
                "dropped", "skipped", "last error",
            ]
        ]
        for (name, one) in report.destinations.sorted(by: { $0.key < $1.key }) {
            rows.append([
                name, one.kind, one.state, "\(one.backlog.events)", one.backlog.oldestSeconds.map { "\($0) s" } ?? "-",
                "\(one.retryQueue.events)", "\(one.deadLetters.events)", "\(one.delivered)",
                "\(one.superseded)", "\(one.dropped)", "\(one.skipped)",
                one.reason ?? one.lastError?.reason ?? "-",
            ])
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            zip(row, widths.dropLast() + [0]).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }
                .joined(separator: "  ")
        }
        let journal = report.journal
        let head = """
            since \(report.startedAt): \(report.intake.accepted) events accepted, \(report.intake.duplicates) redeliveries
            journal: \(journal.segments) segments, \(journal.bytes) bytes\(journal.failure.map { ", CLOSED: \($0)" } ?? "")
            """
        let replays = report.destinations.sorted { $0.key < $1.key }.compactMap { name, one in
            one.replay.flatMap { $0.finishedAt == nil ? "replay \($0.id) to \(name): \(ReplayProgress.text($0))" : nil }
        }
        let requests = (report.largeRequests ?? []).filter { $0.state != "complete" }.map(Self.line)
        text = [[head], [lines.joined(separator: "\n")], replays, requests].filter { !$0.isEmpty }
            .map { $0.joined(separator: "\n") }
            .joined(separator: "\n\n")
    }

    private static func line(_ request: StatusReport.LargeRequest) -> String {
        let chunks = request.expected.map { "\(request.arrived) of \($0) chunks" } ?? "\(request.arrived) chunks so far"
        return "large request \(request.reference): \(request.state), \(chunks), the last at \(request.lastAt)"
    }
}
