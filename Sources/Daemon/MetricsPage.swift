import Delivery
import Intake
import Journal
import RouterCore

/// Makes the Prometheus text (exposition format 0.0.4) of `GET /metrics`.
struct MetricsPage {
    private struct Metric: Sendable {
        let name: String
        let type: String
        let help: String
        let value: @Sendable (CourierStatus) -> Int
    }

    private static let perDestination = [
        Metric(name: "delivered_total", type: "counter", help: "Events delivered.") { $0.sinceStart.delivered },
        Metric(name: "retried_total", type: "counter", help: "Attempts that are tried again.") {
            $0.sinceStart.retried
        },
        Metric(name: "dead_total", type: "counter", help: "Events that became dead letters.") { $0.sinceStart.dead },
        Metric(name: "superseded_total", type: "counter", help: "Events not sent, for newer versions had come.") {
            $0.sinceStart.superseded
        },
        Metric(name: "dropped_total", type: "counter", help: "Events given up by backlog.when_full: drop_oldest.") {
            $0.sinceStart.dropped
        },
        Metric(name: "skipped_total", type: "counter", help: "Events that held nothing for the destination's format.") {
            $0.sinceStart.skipped
        },
        Metric(name: "backlog_events", type: "gauge", help: "Events that wait in the journal.") { $0.backlog.events },
        Metric(name: "backlog_bytes", type: "gauge", help: "Payload bytes that wait in the journal.") {
            $0.backlog.bytes
        },
        Metric(name: "retry_queue_events", type: "gauge", help: "Events in the retry queue.") { $0.retryQueue },
        Metric(name: "dead_letters", type: "gauge", help: "Dead letters that are kept.") { $0.deadLetters },
        Metric(name: "up", type: "gauge", help: "1 where the destination takes events.") { $0.state == .ready ? 1 : 0 },
    ]

    private let state: DaemonState

    init(_ state: DaemonState) {
        self.state = state
    }

    func text() async -> [UInt8] {
        var text = ""
        func add(_ name: String, _ type: String, _ help: String, _ values: [(labels: String, value: Int)]) {
            text += "# HELP distributary_\(name) \(help)\n# TYPE distributary_\(name) \(type)\n"
            for (labels, value) in values { text += "distributary_\(name)\(labels) \(value)\n" }
        }
        let intake = state.intakeStatistics
        let journal = state.journal.statistics
        add("accepted_total", "counter", "Events made durable.", [("", intake.accepted)])
        add("duplicates_total", "counter", "Redeliveries recognised.", [("", intake.duplicates)])
        add(
            "rejected_total",
            "counter",
            "Answers of 400 and above, by status.",
            intake.rejected.sorted { $0.key < $1.key }.map { ("{status=\"\($0.key)\"}", $0.value) }
        )
        add("journal_bytes", "gauge", "Bytes of the journal on disk.", [("", journal.bytes)])
        add("journal_damaged_total", "counter", "Records found damaged.", [("", journal.damaged)])
        let statuses = await state.courierStatuses()
        for metric in Self.perDestination {
            let name = "destination_\(metric.name)"
            // Names hold letters, digits, '_' and '-' only: nothing to escape.
            add(name, metric.type, metric.help, statuses.map { ("{destination=\"\($0.name)\"}", metric.value($0)) })
        }
        return Array(text.utf8)
    }
}
