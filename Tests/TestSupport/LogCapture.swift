import Logging
import Synchronization

/// Collects what is logged, so that a test can look at it.
package final class LogCapture: Sendable {
    private let captured = Mutex<[LogLine]>([])

    package init() {}

    /// Everything that was logged so far, in order.
    package var lines: [LogLine] { captured.withLock { $0 } }

    /// A logger that writes here, from the level `trace` upwards.
    package func logger(label: String = "test") -> Logger {
        Logger(label: label) { _ in Handler(capture: self) }
    }

    /// The lines whose message, or any metadata value, is or contains `text`.
    package func lines(containing text: String) -> [LogLine] {
        lines.filter { $0.text.contains(text) }
    }

    private struct Handler: LogHandler {
        let capture: LogCapture
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let line = LogLine(
                level: event.level,
                message: event.message.description,
                metadata: all.mapValues(\.description)
            )
            capture.captured.withLock { $0.append(line) }
        }
    }
}
