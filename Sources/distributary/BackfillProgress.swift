import Backfill
import Synchronization

/// Shows how far a backfill is: on a terminal in place, else as a line every ten seconds.
final class BackfillProgress: Sendable {
    private static let lineEvery: Int64 = 10_000

    private let lastLine = Mutex<Int64>(0)

    func show(_ counts: BackfillCounts, elapsed: Int64) {
        if Console.isTerminal { return Console.progress(Self.text(counts, elapsed: elapsed)) }
        let isDue = lastLine.withLock { last in
            guard elapsed - last >= Self.lineEvery else { return false }
            last = elapsed
            return true
        }
        if isDue { Console.error("backfill: \(Self.text(counts, elapsed: elapsed))") }
    }

    private static func text(_ counts: BackfillCounts, elapsed: Int64) -> String {
        var parts = ["\(counts.done) of \(counts.total) days", "\(counts.accepted) events accepted"]
        if counts.duplicates > 0 { parts.append("\(counts.duplicates) known already") }
        if counts.awaited > 0 { parts.append("\(counts.awaited) days on their way to the webhook") }
        if counts.failed > 0 { parts.append("\(counts.failed) requests failed") }
        if let seconds = counts.secondsLeft(elapsed: elapsed) { parts.append("about \(duration(seconds)) left") }
        return parts.joined(separator: ", ")
    }

    private static func duration(_ seconds: Int64) -> String {
        switch seconds {
        case ..<90: "\(seconds) s"
        case ..<5400: "\((seconds + 30) / 60) min"
        default: "\((seconds + 1800) / 3600) h"
        }
    }
}
