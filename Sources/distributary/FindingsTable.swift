import Daemon
import RouterCore

/// What was found out about destinations, as a table for a person.
struct FindingsTable {
    let text: String

    init(_ results: [ConnectionCheck.Result]) {
        let rows = results.flatMap { result in
            result.findings.enumerated().map { index, finding in
                [
                    index == 0 ? result.name : "", index == 0 ? result.kind : "", finding.aspect.rawValue,
                    Self.word(finding.verdict), finding.text,
                ]
            }
        }
        let all = [["destination", "kind", "what", "is", "because"]] + rows
        let widths = (0..<4).map { column in all.map { $0[column].count }.max() ?? 0 } + [0]
        text = all.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func word(_ verdict: ConnectionFinding.Verdict) -> String {
        switch verdict {
        case .good: "good"
        case .bad: "BAD"
        case .unknown: "unknown"
        }
    }
}
