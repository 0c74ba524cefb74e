import Logging
import Synchronization

/// Logs what a client can cause as often as it likes: a few lines a minute, and how many more there were.
final class ThrottledLog: Sendable {
    private static let linesPerMinute = 10
    private static let minute: Int64 = 60_000

    private struct State {
        var minuteBegan = Int64.min
        var lines = 0
        var suppressed: [String: Int] = [:]
    }

    private let event: String
    private let words: String
    private let logger: Logger
    /// Unix milliseconds.
    private let clock: @Sendable () -> Int64
    private let state = Mutex(State())

    /// `words` are what the line says before the kind.
    init(_ event: String, _ words: String, logger: Logger, clock: @escaping @Sendable () -> Int64) {
        self.event = event
        self.words = words
        self.logger = logger
        self.clock = clock
    }

    /// `kind` is one of a few: they are counted by it while they are not logged.
    func note(_ kind: String, _ metadata: Logger.Metadata) {
        let now = clock()
        let (isLogged, missed) = state.withLock { state in
            var missed: [String: Int] = [:]
            if state.minuteBegan == .min || now - state.minuteBegan >= Self.minute || now < state.minuteBegan {
                swap(&missed, &state.suppressed)
                state.minuteBegan = now
                state.lines = 0
            }
            state.lines += 1
            let isLogged = state.lines <= Self.linesPerMinute
            if !isLogged { state.suppressed[kind, default: 0] += 1 }
            return (isLogged, missed)
        }
        if !missed.isEmpty {
            let counts = missed.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            logger.warning(
                "\(words), and more of the kind: \(counts)",
                metadata: ["event": "\(event)", "not_logged": "\(counts)"]
            )
        }
        if isLogged {
            let all = metadata.merging(["event": "\(event)", "kind": "\(kind)"]) { $1 }
            logger.warning("\(words): \(kind)", metadata: all)
        }
    }
}
